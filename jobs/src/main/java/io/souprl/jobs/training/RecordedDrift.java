package io.souprl.jobs.training;

import io.souprl.config.GateConfig;
import io.souprl.soup.DriftBounds;
import io.souprl.soup.DriftGate;
import io.souprl.soup.DriftViolation;
import io.souprl.soup.LossSequence;
import io.souprl.soup.RatioStatistics;
import io.souprl.soup.TokenLossSettings;
import io.souprl.soup.Zone;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Recorded log-probabilities of the current policy against the behaviour's, before any step.
 *
 * @param prefix over the prefixes' tokens
 * @param continuation over all others
 */
record RecordedDrift(RatioStatistics prefix, RatioStatistics continuation) {
  static RecordedDrift of(JavaRDD<GroupedRollout> groups, TokenLossSettings settings) {
    return new RecordedDrift(
        of(groups, settings, Zone.PREFIX), of(groups, settings, Zone.CONTINUATION));
  }

  private static RatioStatistics of(
      JavaRDD<GroupedRollout> groups, TokenLossSettings settings, Zone zone) {
    return groups
        .filter(GroupedRollout::included)
        .mapPartitionsWithIndex(
            (partition, rows) -> {
              RatioStatistics sum = RatioStatistics.NONE;
              while (rows.hasNext()) {
                GroupedRollout row = rows.next();
                LossSequence sequence =
                    LossSequence.of(
                        row.currentLogprobs(),
                        row.behaviourLogprobs(),
                        row.prefixLength(),
                        row.advantage());
                sum = sum.plus(RatioStatistics.of(sequence, settings.prefixLoss(), zone));
              }
              return List.of(new Tuple2<>(partition, sum)).iterator();
            },
            true)
        .collect()
        .stream()
        .sorted(Comparator.comparing(Tuple2::_1))
        .map(Tuple2::_2)
        .reduce(RatioStatistics.NONE, RatioStatistics::plus);
  }

  RatioStatistics all() {
    return prefix.plus(continuation);
  }

  /** Refuses the round when it is outside the gate's bounds. */
  void requireWithin(GateConfig gate, int round) {
    if (!gate.enabled()) {
      return;
    }
    List<DriftViolation> violations =
        new DriftGate(
                new DriftBounds(
                    gate.minEss(), gate.maxAbsKl(), gate.minMeanRatio(), gate.maxMeanRatio()))
            .check(all());
    if (!violations.isEmpty()) {
      throw new IllegalStateException(
          "Cannot train round %d: the gate refuses it. %s"
              .formatted(
                  round,
                  String.join(" ", violations.stream().map(DriftViolation::message).toList())));
    }
  }
}
