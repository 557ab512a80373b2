package io.souprl.jobs.scoring;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.min;

import io.souprl.error.InputErrors;
import io.souprl.error.InputException;
import io.souprl.jobs.run.CpuTasks;
import io.souprl.jobs.run.Progress;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.table.Tables;
import io.souprl.table.TableName;
import io.souprl.verify.Verifiers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
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
   * Refuses rollouts whose prompt is gone or names no verifier that there is.
   *
   * @throws InputException which names a prompt for each verifier
   */
  static void requireVerifiers(Run run, int first, int last) {
    List<String> problems = new ArrayList<>();
    Dataset<Row> verifiers =
        rollouts(run, RunVerifiers.of(run), col("round").between(first, last))
            .groupBy("specification")
            .agg(min(col("prompt_id")), min(col("round")));
    for (Row row : verifiers.collectAsList()) {
      String where = "prompts, prompt_id '" + row.getString(1) + "': ";
      if (row.isNullAt(0)) {
        problems.add(
            where
                + "it has rollouts in round %d but is not in the table. Import it again."
                    .formatted(row.getInt(2)));
      } else {
        try {
          Verifiers.named(row.getString(0));
        } catch (InputException e) {
          problems.add(where + e.getMessage());
        }
      }
    }
    if (!problems.isEmpty()) {
      Collections.sort(problems); // in Spark, that would be another job
      throw InputErrors.all(problems);
    }
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
    try (Progress progress = new Progress(run, title, total, "rollouts")) {
      ScoreRows scoring =
          new ScoreRows(
              tables.rows(TableName.SCORES), run.id(), progress.done(), total / partitions / 2);
      JavaRDD<Row> scores = CpuTasks.of(sorted.toJavaRDD().mapPartitions(scoring));
      tables.append(
          TableName.SCORES,
          run.spark().createDataFrame(scores, tables.schema(TableName.SCORES)),
          transaction);
    }
  }
}
