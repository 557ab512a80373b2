package io.souprl.jobs.scoring;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.min;

import io.souprl.error.InputErrors;
import io.souprl.jobs.run.Progress;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.run.Stage;
import io.souprl.jobs.table.Tables;
import io.souprl.table.StageName;
import io.souprl.table.TableName;
import io.souprl.verify.Verifiers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Scores every rollout of a round with the verifier that its prompt names, in one append to the
 * scores table. A rollout that failed, and one whose verifier throws, gets status {@code error} and
 * no reward.
 */
public final class ScoringStage implements Stage {
  @Override
  public StageName name() {
    return StageName.SCORING;
  }

  @Override
  public List<TableName> inputs() {
    return List.of(TableName.ROLLOUTS, TableName.PROMPTS);
  }

  /** The round must have its rollouts, and every one of them a prompt with a known verifier. */
  @Override
  public void check(Run run, int round) {
    if (!run.ledger().done(StageName.ROLLOUT, round)) {
      throw InputErrors.of(
          "round " + round,
          "there is nothing to score, because its rollout stage is not done",
          "Run `souprl rollout --round " + round + "` with this configuration first.");
    }
    List<String> problems = new ArrayList<>();
    Dataset<Row> verifiers =
        joined(run, round, "left")
            .groupBy("verifier")
            .agg(min(col("prompt_id")))
            .orderBy("verifier");
    for (Row row : verifiers.collectAsList()) {
      String verifier = row.getString(0);
      String where = "prompts, prompt_id '" + row.getString(1) + "'";
      if (verifier == null) {
        problems.add(
            where
                + ": it has rollouts in round %d but is not in the table. Import it again."
                    .formatted(round));
      } else if (!Verifiers.names().contains(verifier)) {
        problems.add(
            where
                + ": there is no verifier named '%s'. Name one of %s in its verifier column."
                    .formatted(verifier, String.join(", ", Verifiers.names())));
      }
    }
    if (!problems.isEmpty()) {
      throw InputErrors.all(problems);
    }
  }

  @Override
  public Map<String, Double> run(Run run, int round) {
    String transaction = Tables.transaction(run.id(), name(), round);
    if (!run.tables().committed(TableName.SCORES, transaction)) {
      append(run, round, transaction);
    }
    Dataset<Row> scores = CurrentScores.of(run.tables(), round);
    ScoreCounts counts = ScoreCounts.of(scores);
    counts.requireFewErrors(scores, round, run.config().rollout().maxErrorFraction());
    return counts.manifest();
  }

  /** Rows go to partitions by rollout_id and are sorted there: the plan ignores how they came. */
  private void append(Run run, int round, String transaction) {
    Tables tables = run.tables();
    int partitions = run.config().scoring().partitions();
    long total =
        (long) run.config().rollout().sampledPrompts() * run.config().rollout().groupSize();
    Dataset<Row> rollouts =
        joined(run, round, "inner")
            .repartition(partitions, col("rollout_id"))
            .sortWithinPartitions("rollout_id");
    String title = "round %d %s".formatted(round, name().text());
    try (Progress progress = new Progress(run.spark().sparkContext(), title, total, "rollouts")) {
      ScoreRows scoring =
          new ScoreRows(
              tables.rows(TableName.SCORES),
              run.id(),
              round,
              progress.done(),
              total / partitions / 2);
      Dataset<Row> scores =
          rollouts.mapPartitions(scoring, Encoders.row(tables.schema(TableName.SCORES)));
      tables.append(TableName.SCORES, scores, transaction);
    }
  }

  private static Dataset<Row> joined(Run run, int round, String how) {
    Dataset<Row> prompts =
        run.tables().read(TableName.PROMPTS).select("prompt_id", "answer", "verifier");
    return run.tables()
        .read(TableName.ROLLOUTS, round)
        .select("rollout_id", "prompt_id", "finish_reason", "response_text", "error")
        .join(prompts, new String[] {"prompt_id"}, how);
  }
}
