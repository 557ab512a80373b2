package io.souprl.jobs.training;

import io.souprl.jobs.run.PolicyCache;
import io.souprl.jobs.run.PolicySource;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.table.PolicyVersion;
import io.souprl.model.ComputeType;
import io.souprl.model.SequenceScorer;
import io.souprl.model.TokenScores;
import io.souprl.model.TokenSequence;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Recomputes a few of the round's recorded current_logprobs under the registered checkpoint: if the
 * rollouts came from other weights than the table says, training stops here.
 */
final class LogprobProbe {
  private static final int ROWS = 16;
  private static final int TOKENS_AT_A_TIME = 8192;

  private LogprobProbe() {}

  static ProbeResult run(
      Run run, PolicyVersion policy, JavaRDD<GroupedRollout> groups, double temperature) {
    List<GroupedRollout> rows =
        groups
            .filter(row -> row.included() && !row.replayed()) // those were scored just now
            .takeOrdered(ROWS, new ByRollout());
    ComputeType type = run.config().rollout().dtype(); // which the rows were sampled in
    double difference =
        JavaSparkContext.fromSparkContext(run.spark().sparkContext())
            .parallelize(List.of(rows), 1)
            .map(probed -> difference(policy, type, probed, temperature))
            .collect()
            .get(0);
    if (!(difference <= tolerance(type))) {
      throw new IllegalStateException(
          "Cannot train on %s: its weights give log-probabilities that differ by %s from those recorded in rollouts"
              .formatted(policy.uri(), difference));
    }
    return new ProbeResult(rows.size(), difference);
  }

  /** Far above rounding (1e-5 in float32, 1e-2 in float16), far below what other weights make. */
  private static double tolerance(ComputeType type) {
    return type == ComputeType.FLOAT32 ? 1e-2 : 5e-2;
  }

  private static double difference(
      PolicyVersion policy, ComputeType type, List<GroupedRollout> rows, double temperature) {
    try (PolicyCache.Lease lease = PolicyCache.lease(PolicySource.of(policy), type)) {
      List<TokenScores> scores =
          new SequenceScorer(lease.policy().decoder(), temperature, TOKENS_AT_A_TIME)
              .score(
                  rows.stream()
                      .map(row -> TokenSequence.of(row.promptTokenIds(), row.responseTokenIds()))
                      .toList());
      double largest = 0;
      for (int i = 0; i < rows.size(); i++) {
        float[] recorded = rows.get(i).currentLogprobs();
        for (int t = 0; t < recorded.length; t++) {
          largest = Math.max(largest, Math.abs(recorded[t] - (double) scores.get(i).logprobs()[t]));
        }
      }
      return largest;
    }
  }

  /** A fixed order, so that the same rows are probed whatever the partitions. */
  private static final class ByRollout implements Comparator<GroupedRollout>, java.io.Serializable {
    @Override
    public int compare(GroupedRollout left, GroupedRollout right) {
      return left.rolloutId().compareTo(right.rolloutId());
    }
  }
}
