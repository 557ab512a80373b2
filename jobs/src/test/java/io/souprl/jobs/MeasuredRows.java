package io.souprl.jobs;

import io.souprl.jobs.run.Run;
import io.souprl.table.TableName;
import org.apache.spark.sql.Row;

/** Rows of what stages measure, for tests that write them by hand. */
public final class MeasuredRows {
  private MeasuredRows() {}

  /**
   * A row of metrics.
   *
   * @param step -1 is the whole round
   */
  public static Row metric(Run run, int round, String stage, int step, String name, double value) {
    return run.tables()
        .rows(TableName.METRICS)
        .row(
            "run_id", run.id(),
            "round", round,
            "stage", stage,
            "step", step,
            "name", name,
            "value", value);
  }

  /**
   * A row of evals: the policy that a round made, on two prompts of the split test.
   *
   * @param k null for metrics without one
   */
  public static Row evaluation(
      Run run, int round, String dataset, String metric, Integer k, int n, double value) {
    return run.tables()
        .rows(TableName.EVALS)
        .row(
            "run_id", run.id(),
            "round", round,
            "policy_version", round + 1,
            "dataset", dataset,
            "split", "test",
            "metric", metric,
            "k", k,
            "n", n,
            "prompts", 2,
            "value", value);
  }
}
