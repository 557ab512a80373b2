package io.souprl.jobs.rollout;

import static io.souprl.jobs.table.RowReader.floats;
import static io.souprl.jobs.table.RowReader.integer;
import static io.souprl.jobs.table.RowReader.ints;
import static io.souprl.jobs.table.RowReader.string;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.when;

import io.souprl.jobs.run.Run;
import io.souprl.jobs.scoring.RunVerifiers;
import io.souprl.table.TableName;
import io.souprl.verify.VerdictStatus;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Stored rollouts of the window that may give prefixes, and how many may not: finished, sampled
 * from the whole softmax at this round's temperature, with a reward by the current version of the
 * prompt's own verifier and, unless history.mixed, without a prefix of their own. What is left out
 * is in {@link HistoryFilter}.
 */
final class History implements AutoCloseable {
  private static final String LEFT_OUT = "left_out";
  private static final List<String> NEEDED_OF_CANDIDATES =
      List.of("response_token_ids", "behaviour_logprobs", "segments");

  private final Map<String, Integer> positions = new HashMap<>();
  private final HistoryFilter filter;
  private final Dataset<Row> rows;

  /** Reads nothing yet; what is read once is kept until {@link #close}. */
  History(Run run, int round, List<PromptTokens> prompts) {
    prompts.forEach(prompt -> positions.put(prompt.promptId(), prompt.position()));
    HistoryWindow window = HistoryWindow.of(run, round);
    this.filter = new HistoryFilter(run.config(), window);
    this.rows = classified(run, window).persist(StorageLevel.MEMORY_AND_DISK());
  }

  private Dataset<Row> classified(Run run, HistoryWindow window) {
    Column ofTheRound = col("prompt_id").isInCollection(positions.keySet());
    RunVerifiers verifiers = RunVerifiers.of(run);
    Dataset<Row> rollouts =
        run.tables().read(TableName.ROLLOUTS).where(window.holdsRound().and(ofTheRound));
    Dataset<Row> prompts = verifiers.prompts().where(ofTheRound);
    Dataset<Row> all =
        verifiers
            .joined(rollouts, prompts, window.oldest(), window.newest())
            .withColumn(LEFT_OUT, filter.reason());
    for (String column : NEEDED_OF_CANDIDATES) {
      all = all.withColumn(column, when(col(LEFT_OUT).isNull(), col(column)));
    }
    return all.select(
        "prompt_id",
        "rollout_id",
        "policy_version",
        "sample_index",
        "status",
        "response_token_ids",
        "behaviour_logprobs",
        "segments",
        LEFT_OUT);
  }

  /** Candidates keyed by the position of their prompt in the round. */
  JavaPairRDD<Integer, HistoryRollout> candidates() {
    Broadcast<Map<String, Integer>> shared =
        JavaSparkContext.fromSparkContext(rows.sparkSession().sparkContext()).broadcast(positions);
    return rows.where(col(LEFT_OUT).isNull())
        .javaRDD()
        .mapToPair(row -> new Tuple2<>(shared.value().get(string(row, "prompt_id")), rollout(row)));
  }

  /** Stored rollouts of the round's prompts in the window: candidates, and others by reason. */
  Map<String, Double> counts() {
    Map<String, Double> counts = new LinkedHashMap<>();
    counts.put("history_candidates", 0.0);
    filter.names().forEach(name -> counts.put(name, 0.0));
    for (Row row : rows.groupBy(LEFT_OUT).count().collectAsList()) {
      String reason = row.isNullAt(0) ? "history_candidates" : row.getString(0);
      counts.put(reason, (double) row.getLong(1));
    }
    return counts;
  }

  private static HistoryRollout rollout(Row row) {
    return new HistoryRollout(
        string(row, "rollout_id"),
        integer(row, "policy_version"),
        integer(row, "sample_index"),
        string(row, "status").equals(VerdictStatus.CORRECT.tableName()),
        ints(row, "response_token_ids"),
        floats(row, "behaviour_logprobs"),
        SegmentRows.read(row, "segments"));
  }

  @Override
  public void close() {
    rows.unpersist();
  }
}
