package io.souprl.jobs.training;

import static io.souprl.jobs.table.RowReader.floats;
import static io.souprl.jobs.table.RowReader.integer;
import static io.souprl.jobs.table.RowReader.ints;
import static io.souprl.jobs.table.RowReader.nullableDouble;
import static io.souprl.jobs.table.RowReader.string;
import static org.apache.spark.sql.functions.col;

import io.souprl.config.RewardConfig;
import io.souprl.config.SoupConfig;
import io.souprl.generation.FinishReason;
import io.souprl.jobs.rollout.HistoryWindow;
import io.souprl.jobs.rollout.Replays;
import io.souprl.jobs.rollout.SegmentRows;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.scoring.RunVerifiers;
import io.souprl.soup.RewardShaping;
import io.souprl.soup.ScoredResponse;
import io.souprl.table.TableName;
import io.souprl.verify.VerdictStatus;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The rollouts of a round with their rewards and group-relative advantages. */
final class GroupRows {
  private static final StructType REPLAYS =
      new StructType()
          .add("rollout_id", DataTypes.StringType)
          .add("sample_index", DataTypes.IntegerType);

  private GroupRows() {}

  /**
   * The rows of a round, in {@code training.partitions} partitions by prompt_id; within one, sorted
   * by prompt_id and sample_index. Order and contents do not depend on how the tables' files lie.
   * The score is that of the verifier that counts, see {@link RunVerifiers}. The RDD is computed
   * from the tables anew by every action; persist it to use it twice.
   */
  static JavaRDD<GroupedRollout> of(Run run, int round) {
    AdvantageRule rule = AdvantageRule.of(run.config());
    RewardShaping shaping = shaping(run.config());
    Dataset<Row> rows =
        joined(
            RunVerifiers.of(run)
                .joined(run.tables().read(TableName.ROLLOUTS, round), round, round));
    List<Replays.Replay> replays = Replays.of(run, round);
    if (!replays.isEmpty()) {
      HistoryWindow window = HistoryWindow.of(run, round);
      Dataset<Row> replayed = replayed(run, round, window, replays);
      rows =
          rows.union(
              joined(RunVerifiers.of(run).joined(replayed, window.oldest(), window.newest())));
    }
    return rows.repartition(run.config().training().partitions(), col("prompt_id"))
        .sortWithinPartitions("prompt_id", "sample_index")
        .toJavaRDD()
        .mapPartitions(new Grouping(rule, shaping));
  }

  private static RewardShaping shaping(SoupConfig config) {
    RewardConfig reward = config.reward();
    return new RewardShaping(
        reward.correctWeight(),
        reward.formatWeight(),
        reward.overlongBuffer(),
        reward.overlongPenalty(),
        config.rollout().maxTokens());
  }

  /**
   * Stored rollouts as rows of this round: all of a response is prefix, and what the current policy
   * thinks of it is not known yet.
   */
  private static Dataset<Row> replayed(
      Run run, int round, HistoryWindow window, List<Replays.Replay> replays) {
    List<Row> chosen =
        replays.stream()
            .map(replay -> RowFactory.create(replay.rolloutId(), replay.sampleIndex()))
            .toList();
    return run.tables()
        .read(TableName.ROLLOUTS)
        .where(window.holdsRound())
        .drop("sample_index")
        .join(functions.broadcast(run.spark().createDataFrame(chosen, REPLAYS)), "rollout_id")
        .withColumn("prefix_length", functions.size(col("response_token_ids")))
        .withColumn("policy_version", functions.lit(round))
        .withColumn("current_logprobs", functions.lit(null).cast("array<float>"));
  }

  private static Dataset<Row> joined(Dataset<Row> scored) {
    return scored.selectExpr(
        "rollout_id",
        "prompt_id",
        "sample_index",
        "coalesce(prompt_token_ids, cast(array() AS ARRAY<INT>)) AS prompt_token_ids",
        "coalesce(response_token_ids, cast(array() AS ARRAY<INT>)) AS response_token_ids",
        "coalesce(behaviour_logprobs, cast(array() AS ARRAY<FLOAT>)) AS behaviour_logprobs",
        "coalesce(current_logprobs, cast(array() AS ARRAY<FLOAT>)) AS current_logprobs",
        "coalesce(prefix_length, 0) AS prefix_length",
        "status",
        "reward",
        "verifier",
        "verifier_version",
        "finish_reason",
        "segments",
        "coalesce(prefix_length BETWEEN 1 AND size(response_token_ids) - 1"
            + " AND get(segments, 0).source_rollout_id IS NULL, false) AS prefix_generated",
        "coalesce(policy_version - get(segments, 0).policy_version, 0) AS history_lag");
  }

  private static GroupedRollout rollout(Row row, RewardShaping shaping) {
    int prefixLength = integer(row, "prefix_length");
    int[] response = ints(row, "response_token_ids");
    Double score = nullableDouble(row, "reward");
    return new GroupedRollout(
        string(row, "rollout_id"),
        string(row, "prompt_id"),
        integer(row, "sample_index"),
        ints(row, "prompt_token_ids"),
        response,
        floats(row, "behaviour_logprobs"),
        floats(row, "current_logprobs"),
        prefixLength,
        score,
        shaping.reward(new ScoredResponse(score, wellFormed(row), response.length)),
        0,
        null,
        string(row, "finish_reason").equals(FinishReason.LENGTH.text()),
        prefixLength > 0,
        integer(row, "history_lag"),
        row.getBoolean(row.fieldIndex("prefix_generated")),
        VerdictStatus.CORRECT.tableName().equals(string(row, "status")),
        string(row, "verifier"),
        string(row, "verifier_version"),
        row.isNullAt(row.fieldIndex("segments")) ? List.of() : SegmentRows.read(row, "segments"));
  }

  /** It ended by itself, and its verifier could read an answer. */
  private static boolean wellFormed(Row row) {
    String status = string(row, "status");
    return string(row, "finish_reason").equals(FinishReason.STOP.text())
        && (VerdictStatus.CORRECT.tableName().equals(status)
            || VerdictStatus.INCORRECT.tableName().equals(status));
  }

  /** Holds one group at a time. */
  private record Grouping(AdvantageRule rule, RewardShaping shaping)
      implements FlatMapFunction<Iterator<Row>, GroupedRollout> {
    @Override
    public Iterator<GroupedRollout> call(Iterator<Row> rows) {
      Groups groups = new Groups(new Rollouts(rows, shaping));
      Deque<GroupedRollout> ready = new ArrayDeque<>();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return !ready.isEmpty() || groups.hasNext();
        }

        @Override
        public GroupedRollout next() {
          if (!hasNext()) {
            throw new NoSuchElementException("Cannot take a rollout: there is none left");
          }
          if (ready.isEmpty()) {
            ready.addAll(rule.apply(groups.next()));
          }
          return ready.remove();
        }
      };
    }
  }

  private record Rollouts(Iterator<Row> rows, RewardShaping shaping)
      implements Iterator<GroupedRollout> {
    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public GroupedRollout next() {
      return rollout(rows.next(), shaping);
    }
  }
}
