package io.souprl.jobs.rollout;

import static org.apache.spark.sql.functions.col;

import io.souprl.jobs.run.Run;
import io.souprl.jobs.table.PolicyVersion;
import java.util.List;
import org.apache.spark.sql.Column;

/**
 * The history of a round: what the rounds [round - history.window, round - 1] have stored, which
 * the policy versions of the same numbers have sampled.
 */
public record HistoryWindow(int oldest, int newest) {
  /** Of a round under the run's configuration; empty for the first. */
  public static HistoryWindow of(Run run, int round) {
    return new HistoryWindow(Math.max(0, round - run.config().history().window()), round - 1);
  }

  /** Of a row: its round is in the window. */
  public Column holdsRound() {
    return col("round").between(oldest, newest);
  }

  /** The registered policies of the window, oldest first. */
  public List<PolicyVersion> policies(Run run) {
    return run.checkpoints().between(oldest, newest);
  }
}
