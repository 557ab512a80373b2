package io.souprl.jobs.training;

import io.souprl.config.GateConfig;
import io.souprl.config.ZoneGateConfig;
import io.souprl.soup.DriftBounds;
import io.souprl.soup.DriftGate;
import io.souprl.soup.DriftVerdict;
import io.souprl.soup.LossSequence;
import io.souprl.soup.RatioStatistics;
import io.souprl.soup.SequenceDrift;
import io.souprl.soup.TokenLossSettings;
import io.souprl.soup.Zone;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;

/**
 * Recorded log-probabilities of the current policy against the behaviour's, before any step.
 *
 * @param prefix over the prefixes' counted tokens
 * @param continuation over all other counted tokens
 * @param sequences over the responses
 */
record RecordedDrift(RatioStatistics prefix, RatioStatistics continuation, SequenceDrift sequences)
    implements Serializable {
  private static final RecordedDrift NONE =
      new RecordedDrift(RatioStatistics.NONE, RatioStatistics.NONE, SequenceDrift.NONE);

  /** Over the rollouts in the loss; partitions are summed in the order of their index. */
  static RecordedDrift of(JavaRDD<GroupedRollout> groups, TokenLossSettings settings) {
    return groups
        .filter(GroupedRollout::included)
        .mapPartitions(rows -> List.of(sum(rows, settings)).iterator())
        .collect()
        .stream()
        .reduce(NONE, RecordedDrift::plus);
  }

  private static RecordedDrift sum(Iterator<GroupedRollout> rows, TokenLossSettings settings) {
    RecordedDrift sum = NONE;
    while (rows.hasNext()) {
      LossSequence sequence = rows.next().recorded();
      sum =
          sum.plus(
              new RecordedDrift(
                  RatioStatistics.of(sequence, settings.prefixLoss(), Zone.PREFIX),
                  RatioStatistics.of(sequence, settings.prefixLoss(), Zone.CONTINUATION),
                  SequenceDrift.of(sequence, settings.prefixLoss())));
    }
    return sum;
  }

  private RecordedDrift plus(RecordedDrift other) {
    return new RecordedDrift(
        prefix.plus(other.prefix),
        continuation.plus(other.continuation),
        sequences.plus(other.sequences));
  }

  RatioStatistics all() {
    return prefix.plus(continuation);
  }

  /** What each bound says, whether or not the gate is enabled. */
  List<DriftVerdict> verdicts(GateConfig gate) {
    return new DriftGate(
            new DriftBounds(
                gate.minEss(), gate.maxAbsKl(), gate.minMeanRatio(), gate.maxMeanRatio()),
            bounds(gate.prefix()),
            bounds(gate.continuation()))
        .verdicts(prefix, continuation);
  }

  private static DriftBounds bounds(ZoneGateConfig zone) {
    return new DriftBounds(
        zone.minEss(), zone.maxAbsKl(), zone.minMeanRatio(), zone.maxMeanRatio());
  }

  /** Refuses the round when it is outside the gate's bounds. */
  void requireWithin(GateConfig gate, int round) {
    if (!gate.enabled()) {
      return;
    }
    List<String> reasons = new ArrayList<>();
    for (DriftVerdict verdict : verdicts(gate)) {
      if (!verdict.passes()) {
        reasons.add(verdict.message());
      }
    }
    if (!reasons.isEmpty()) {
      throw new IllegalStateException(
          "Cannot train round %d: the gate refuses it. %s %s"
              .formatted(round, String.join(" ", reasons), DriftGate.REMEDY));
    }
  }

  /** Under verl's names, and the zones' under SOUP's; a mean of nothing is NaN. */
  Map<String, Double> metrics() {
    Map<String, Double> values = new LinkedHashMap<>();
    add(values, "rollout_corr/", "rollout_is_eff_sample_size", all());
    values.put("rollout_corr/training_ppl", sequences.perplexity());
    values.put("rollout_corr/training_log_ppl", sequences.logPerplexity());
    values.put("rollout_corr/rollout_ppl", sequences.behaviourPerplexity());
    values.put("rollout_corr/rollout_log_ppl", sequences.behaviourLogPerplexity());
    values.put("rollout_corr/log_ppl_diff", sequences.logPerplexityDifference());
    values.put("rollout_corr/log_ppl_abs_diff", sequences.absoluteDifference());
    values.put("rollout_corr/log_ppl_diff_max", sequences.maxDifference());
    values.put("rollout_corr/log_ppl_diff_min", sequences.minDifference());
    values.put("rollout_corr/ppl_ratio", sequences.perplexityRatio());
    values.put("rollout_corr/chi2_seq", sequences.chiSquared());
    add(values, "soup/prefix/recorded_", "ess", prefix);
    add(values, "soup/continuation/recorded_", "ess", continuation);
    return values;
  }

  private static void add(
      Map<String, Double> values, String prefix, String ess, RatioStatistics ratios) {
    values.put(prefix + "kl", ratios.kl());
    values.put(prefix + "k3_kl", ratios.k3Kl());
    values.put(prefix + "chi2_token", ratios.chiSquared());
    values.put(prefix + ess, ratios.effectiveSampleFraction());
    values.put(prefix + "ratio_mean", ratios.ratioMean());
    values.put(prefix + "ratio_max", ratios.tokens() == 0 ? Double.NaN : ratios.maxRatio());
  }
}
