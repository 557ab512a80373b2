package io.souprl.jobs.training;

import io.souprl.jobs.run.CheckpointFiles;
import io.souprl.jobs.run.PolicyCache;
import io.souprl.jobs.run.PolicySource;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.table.PolicyVersion;
import io.souprl.model.ComputeType;
import io.souprl.model.SequenceScorer;
import io.souprl.model.TokenScores;
import io.souprl.model.TokenSequence;
import io.souprl.soup.Segment;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Recomputes recorded log-probabilities of a few rows of the round under the checkpoints that gave
 * them: current_logprobs under the round's policy, and behaviour_logprobs of prefixes under the
 * past policies that sampled them. Where a checkpoint does not give them again, its weights,
 * tokenizer or number type are not those that sampled, ratios would be wrong, and training stops
 * here.
 */
final class LogprobProbe {
  private static final int ROWS = 16;

  /** Each has to be loaded for the probe alone. */
  private static final int PAST_POLICIES = 2;

  private static final int TOKENS_AT_A_TIME = 8192;

  private final Run run;
  private final int round;
  private final ComputeType type;

  private LogprobProbe(Run run, int round) {
    this.run = run;
    this.round = round;
    this.type = run.config().rollout().dtype();
  }

  /** Probes rows in the loss; which ones does not depend on partitions. */
  static ProbeResult run(Run run, int round, JavaRDD<GroupedRollout> included) {
    return new LogprobProbe(run, round).probe(included);
  }

  private ProbeResult probe(JavaRDD<GroupedRollout> included) {
    List<ProbedStretch> current = new ArrayList<>();
    for (GroupedRollout row : first(included.filter(row -> !row.replayed()))) {
      current.add(new ProbedStretch(row, row.currentLogprobs(), 0, row.responseTokenIds().length));
    }
    ProbeDifference difference =
        current.isEmpty() ? ProbeDifference.NONE : difference(round, current);
    Past past = past(first(included.filter(GroupedRollout::prefixed)));
    ProbeDifference pastDifference = ProbeDifference.NONE;
    for (Map.Entry<Integer, List<ProbedStretch>> policy : past.stretches().entrySet()) {
      pastDifference = pastDifference.larger(difference(policy.getKey(), policy.getValue()));
    }
    return new ProbeResult(
        current.size(), difference, rows(past.stretches()), pastDifference, past.gone().size());
  }

  private static List<GroupedRollout> first(JavaRDD<GroupedRollout> rows) {
    return rows.takeOrdered(ROWS, new ByRollout());
  }

  /**
   * @param stretches to probe, by the policy version that sampled them
   * @param gone rollouts with a stretch by a policy whose files are gone
   */
  private record Past(TreeMap<Integer, List<ProbedStretch>> stretches, Set<String> gone) {}

  /** The newest past policies of these rows. */
  private Past past(List<GroupedRollout> rows) {
    TreeMap<Integer, List<ProbedStretch>> all = new TreeMap<>(Comparator.reverseOrder());
    for (GroupedRollout row : rows) {
      int from = 0;
      for (Segment segment : row.segments()) {
        int to = from + segment.length();
        if (segment.policyVersion() != round) {
          requireRegistered(row, segment);
          all.computeIfAbsent(segment.policyVersion(), version -> new ArrayList<>())
              .add(new ProbedStretch(row, row.behaviourLogprobs(), from, to));
        }
        from = to;
      }
    }
    Past past = new Past(new TreeMap<>(), new HashSet<>());
    all.forEach(
        (version, stretches) -> {
          if (!CheckpointFiles.present(run.checkpoints().version(version))) {
            stretches.forEach(stretch -> past.gone().add(stretch.row().rolloutId()));
          } else if (past.stretches().size() < PAST_POLICIES) {
            past.stretches().put(version, stretches);
          }
        });
    return past;
  }

  private void requireRegistered(GroupedRollout row, Segment segment) {
    Optional<String> registered =
        run.checkpoints().find(segment.policyVersion()).map(PolicyVersion::contentHash);
    if (!registered.equals(Optional.of(segment.checkpointHash()))) {
      throw new IllegalStateException(
          "Cannot train round %d: rollout %s names the checkpoint %s of policy version %d, registered is %s"
              .formatted(
                  round,
                  row.rolloutId(),
                  segment.checkpointHash(),
                  segment.policyVersion(),
                  registered.orElse("none")));
    }
  }

  private static int rows(Map<Integer, List<ProbedStretch>> stretches) {
    return (int)
        stretches.values().stream()
            .flatMap(List::stream)
            .map(stretch -> stretch.row().rolloutId())
            .distinct()
            .count();
  }

  private ProbeDifference difference(int version, List<ProbedStretch> stretches) {
    PolicyVersion policy = run.checkpoints().version(version);
    PolicySource source = PolicySource.of(policy);
    ComputeType computed = type;
    double temperature = run.config().rollout().temperature();
    ProbeDifference difference =
        JavaSparkContext.fromSparkContext(run.spark().sparkContext())
            .parallelize(List.of(stretches), 1)
            .map(probed -> difference(source, computed, temperature, probed))
            .collect()
            .get(0);
    if (!difference.within(tolerance())) {
      throw new IllegalStateException(
          "Cannot train round %d: policy version %d (%s) does not give recorded log-probabilities again. Rollout %s, response token %d: recorded %.6f, recomputed %.6f. Its weights, tokenizer or number type (rollout.dtype) are not those that sampled: restore them."
              .formatted(
                  round,
                  version,
                  policy.uri(),
                  difference.rolloutId(),
                  difference.token(),
                  difference.recorded(),
                  difference.recomputed()));
    }
    return difference;
  }

  /** Above what batches of other shapes round, relative to log-probabilities beyond -1. */
  private double tolerance() {
    return type == ComputeType.FLOAT32 ? 1e-4 : 5e-2;
  }

  private static ProbeDifference difference(
      PolicySource policy, ComputeType type, double temperature, List<ProbedStretch> stretches) {
    try (PolicyCache.Lease lease = PolicyCache.lease(policy, type)) {
      List<TokenScores> scores =
          new SequenceScorer(lease.policy().decoder(), temperature, TOKENS_AT_A_TIME)
              .score(
                  stretches.stream()
                      .map(ProbedStretch::row)
                      .map(row -> TokenSequence.of(row.promptTokenIds(), row.responseTokenIds()))
                      .toList());
      ProbeDifference largest = ProbeDifference.NONE;
      for (int i = 0; i < stretches.size(); i++) {
        largest = largest.larger(stretches.get(i).largestDifference(scores.get(i).logprobs()));
      }
      return largest;
    }
  }

  /** A fixed order, so that the same rows are probed whatever the partitions. */
  private static final class ByRollout implements Comparator<GroupedRollout>, Serializable {
    @Override
    public int compare(GroupedRollout left, GroupedRollout right) {
      return left.rolloutId().compareTo(right.rolloutId());
    }
  }
}
