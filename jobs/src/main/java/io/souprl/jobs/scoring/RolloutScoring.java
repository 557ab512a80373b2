package io.souprl.jobs.scoring;

import static org.apache.spark.sql.functions.col;

import io.souprl.jobs.run.Progress;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.table.Tables;
import io.souprl.table.TableName;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/** Appends verdicts on rollouts to the scores table, in one commit. */
final class RolloutScoring {
  private RolloutScoring() {}

  /**
   * Rollouts with the answer and the verifier of their prompt, null where it is not in the table.
   */
  static Dataset<Row> rollouts(Run run, RunVerifiers verifiers, Column rounds) {
    Dataset<Row> prompts =
        verifiers
            .prompts()
            .select("prompt_id", "answer", "specification", "verifier", "verifier_version");
    return run.tables()
        .read(TableName.ROLLOUTS)
        .where(rounds)
        .select("rollout_id", "round", "prompt_id", "finish_reason", "response_text", "error")
        .join(prompts, new String[] {"prompt_id"}, "left");
  }

  /**
   * Scores rollouts. They go to partitions by rollout_id and are sorted there: the plan ignores how
   * they came, and long responses are spread.
   *
   * @param rollouts of {@link #rollouts}
   * @param total about how many there are, for the progress line
   */
  static void append(Run run, Dataset<Row> rollouts, long total, String title, String transaction) {
    Tables tables = run.tables();
    int partitions = run.config().scoring().partitions();
    Dataset<Row> sorted =
        rollouts.repartition(partitions, col("rollout_id")).sortWithinPartitions("rollout_id");
    try (Progress progress = new Progress(run.spark().sparkContext(), title, total, "rollouts")) {
      ScoreRows scoring =
          new ScoreRows(
              tables.rows(TableName.SCORES), run.id(), progress.done(), total / partitions / 2);
      Dataset<Row> scores =
          sorted.mapPartitions(scoring, Encoders.row(tables.schema(TableName.SCORES)));
      tables.append(TableName.SCORES, scores, transaction);
    }
  }
}
