package io.souprl.jobs.scoring;

import static org.apache.spark.sql.functions.col;

import io.souprl.error.InputErrors;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.run.Stage;
import io.souprl.jobs.table.Tables;
import io.souprl.table.StageName;
import io.souprl.table.TableName;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Scores every rollout of a round with the verifier that its prompt or {@code scoring.verifier}
 * names, in one append to the scores table. A rollout that failed, and one whose verifier throws,
 * gets status {@code error} and no reward.
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
    RolloutScoring.requireVerifiers(run, round, round);
  }

  @Override
  public Map<String, Double> run(Run run, int round) {
    RunVerifiers verifiers = RunVerifiers.of(run);
    String transaction = Tables.transaction(run.id(), name(), round);
    if (!run.tables().committed(TableName.SCORES, transaction)) {
      double total = run.ledger().counts(StageName.ROLLOUT, round).getOrDefault("rows", 0.0);
      String title = "round %d %s".formatted(round, name().text());
      Dataset<Row> rollouts =
          RolloutScoring.rollouts(run, verifiers, col("round").equalTo(round))
              .where("specification IS NOT NULL");
      RolloutScoring.append(run, rollouts, (long) total, title, transaction);
    }
    Dataset<Row> scores = verifiers.scores(round, round);
    ScoreCounts counts = ScoreCounts.of(scores);
    counts.requireFewErrors(scores, round, run.config().rollout().maxErrorFraction());
    return counts.manifest();
  }
}
