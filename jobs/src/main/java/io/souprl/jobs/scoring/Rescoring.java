package io.souprl.jobs.scoring;

import static org.apache.spark.sql.functions.col;

import io.souprl.error.InputErrors;
import io.souprl.jobs.run.Run;
import io.souprl.table.StageName;
import io.souprl.table.TableName;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores rounds again that are scored, beside the verdicts that they have: with another verifier,
 * other options or another version of the code. What has such a verdict is left alone, so running
 * it again does nothing.
 */
public final class Rescoring {
  private static final Logger LOG = LoggerFactory.getLogger(Rescoring.class);

  private Rescoring() {}

  /**
   * Scores the rounds from {@code first} to {@code last} in one commit.
   *
   * @return how many verdicts were added
   * @throws io.souprl.error.InputException when a round is not scored yet
   */
  public static long run(Run run, int first, int last) {
    for (int round = first; round <= last; round++) {
      if (!run.ledger().done(StageName.SCORING, round)) {
        throw InputErrors.of(
            "--rounds",
            "round " + round + " is not scored yet",
            "Name rounds that are, or score it first: souprl score --round " + round + ".");
      }
    }
    RolloutScoring.requireVerifiers(run, first, last);
    Dataset<Row> missing =
        RunVerifiers.withoutScore(
            run.tables(),
            RolloutScoring.rollouts(run, RunVerifiers.of(run), col("round").between(first, last))
                .where("specification IS NOT NULL"),
            col("round").between(first, last));
    long count = missing.count();
    String title = "rounds %d..%d scored again".formatted(first, last);
    if (count == 0) {
      LOG.info("{}: nothing to do, every rollout has a verdict of this verifier", title);
      return 0;
    }
    String transaction =
        "%s/rescoring/%d-%d/%d"
            .formatted(run.id(), first, last, run.tables().version(TableName.SCORES));
    RolloutScoring.append(run, missing, count, title, transaction);
    LOG.info("{}: {} verdicts added", title, count);
    return count;
  }
}
