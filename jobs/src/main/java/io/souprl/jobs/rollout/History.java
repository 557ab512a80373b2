package io.souprl.jobs.rollout;

import static io.souprl.jobs.table.RowReader.floats;
import static io.souprl.jobs.table.RowReader.integer;
import static io.souprl.jobs.table.RowReader.ints;
import static io.souprl.jobs.table.RowReader.string;
import static org.apache.spark.sql.functions.col;

import io.souprl.config.SoupConfig;
import io.souprl.jobs.run.Run;
import io.souprl.table.TableName;
import io.souprl.verify.VerdictStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/**
 * Stored rollouts of the window [round - history.window, round - 1] that may give prefixes:
 * finished, with a reward, sampled at this round's temperature and, unless history.mixed, without a
 * prefix of their own.
 */
final class History {
  private History() {}

  /** Candidates keyed by the position of their prompt in the round. */
  static JavaPairRDD<Integer, HistoryRollout> of(Run run, int round, List<PromptTokens> prompts) {
    Map<String, Integer> positions = new HashMap<>();
    prompts.forEach(prompt -> positions.put(prompt.promptId(), prompt.position()));
    Broadcast<Map<String, Integer>> shared =
        org.apache.spark.api.java.JavaSparkContext.fromSparkContext(run.spark().sparkContext())
            .broadcast(positions);
    SoupConfig config = run.config();
    int oldest = Math.max(0, round - config.history().window());
    Column window = col("round").between(oldest, round - 1);
    Column usable =
        window
            .and(col("prompt_id").isInCollection(positions.keySet()))
            .and(col("finish_reason").notEqual("error"))
            .and(col("sampling.temperature").equalTo(config.rollout().temperature()));
    if (!config.history().mixed()) {
      usable = usable.and(col("prefix_length").equalTo(0));
    }
    Dataset<Row> scores =
        run.tables()
            .read(TableName.SCORES)
            .where(window.and(col("reward").isNotNull()))
            .select("rollout_id", "status");
    return run.tables()
        .read(TableName.ROLLOUTS)
        .where(usable)
        .join(scores, "rollout_id")
        .select(
            "prompt_id",
            "rollout_id",
            "policy_version",
            "sample_index",
            "status",
            "response_token_ids",
            "behaviour_logprobs",
            "segments")
        .javaRDD()
        .filter(row -> within(row, oldest))
        .mapToPair(row -> new Tuple2<>(shared.value().get(string(row, "prompt_id")), rollout(row)));
  }

  /** Every stretch was sampled by a version of the window. */
  private static boolean within(Row row, int oldest) {
    return SegmentRows.read(row, "segments").stream()
        .allMatch(segment -> segment.policyVersion() >= oldest);
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
}
