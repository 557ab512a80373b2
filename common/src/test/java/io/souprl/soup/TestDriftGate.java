package io.souprl.soup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TestDriftGate {
  private static final Offset<Double> ROUNDING = within(1e-12);
  private static final DriftGate GATE = new DriftGate(DriftBounds.defaults());
  private static final String REMEDY =
      " Use newer history (history.window) or shorter prefixes (prefix.max-fraction), or check that"
          + " the rollouts belong to this checkpoint.";

  @Test
  void computesItsStatisticsFromRecordedLogProbs() {
    RatioStatistics statistics = ratios(2, 1, 0.5);
    assertThat(statistics.kl()).isCloseTo(0, ROUNDING);
    assertThat(statistics.ratioMean()).isCloseTo(3.5 / 3, ROUNDING);
    assertThat(statistics.effectiveSampleFraction()).isCloseTo(3.5 * 3.5 / (3 * 5.25), ROUNDING);
    assertThat(statistics.chiSquared()).isCloseTo(0.75, ROUNDING);
    assertThat(statistics.k3Kl()).isCloseTo(0.5 / 3, ROUNDING);
    assertThat(statistics.maxRatio()).isCloseTo(2, ROUNDING);
  }

  @Test
  void passesOnPolicyBatchesAndEmptyOnes() {
    assertThat(GATE.check(ratios(1, 1, 1))).isEmpty();
    assertThat(GATE.check(RatioStatistics.NONE)).isEmpty();
  }

  @Test
  void namesEachViolatedBound() {
    assertThat(GATE.check(ratios(0.5, 0.25)))
        .extracting(DriftViolation::message)
        .containsExactly(
            "The batch has drifted: |kl| is 1.040, above its bound of 0.1." + REMEDY,
            "The batch has drifted: mean ratio is 0.3750, below its bound of 0.5." + REMEDY);
    double[] outlier = new double[100];
    Arrays.fill(outlier, 1);
    outlier[0] = 300;
    List<DriftViolation> violations = GATE.check(ratios(outlier));
    assertThat(violations)
        .extracting(DriftViolation::name)
        .containsExactly("effective sample fraction", "mean ratio");
    assertThat(violations.get(0).value()).isCloseTo(399 * 399 / 90099.0 / 100, ROUNDING);
    assertThat(violations.get(0).bound()).isEqualTo(0.3);
    assertThat(violations.get(1).message())
        .isEqualTo("The batch has drifted: mean ratio is 3.990, above its bound of 2.0." + REMEDY);
  }

  @Test
  void looksAtTheSizeOfTheKl() {
    assertThat(GATE.check(ratios(1.2, 1.2)))
        .extracting(DriftViolation::name)
        .containsExactly("|kl|");
    assertThat(GATE.check(ratios(1.09, 1.09))).isEmpty();
  }

  @Test
  void stopsAtNothingWithOpenBounds() {
    double infinity = Double.POSITIVE_INFINITY;
    DriftGate open = new DriftGate(new DriftBounds(0, infinity, 0, infinity));
    assertThat(open.check(ratios(1e-6, 1e6))).isEmpty();
  }

  @Test
  void doesNotClampTheKl() {
    RatioStatistics statistics = ratios(Math.exp(-30), 1);
    assertThat(statistics.kl()).isCloseTo(15, ROUNDING);
    assertThat(statistics.sumRatio()).isCloseTo(1 + Math.exp(-20), within(1e-15));
  }

  @Test
  void countsEachZoneAsTheLossDoes() {
    LossSequence sequence =
        LossSequence.of(new double[] {-1, -1, -1}, new double[] {-2, -1, -1}, 1, 0);
    RatioStatistics prefix = RatioStatistics.of(sequence, PrefixLoss.RATIO, Zone.PREFIX);
    RatioStatistics continuation =
        RatioStatistics.of(sequence, PrefixLoss.RATIO, Zone.CONTINUATION);
    assertThat(prefix.tokens()).isEqualTo(1);
    assertThat(prefix.ratioMean()).isCloseTo(Math.E, ROUNDING);
    assertThat(continuation.tokens()).isEqualTo(2);
    assertThat(prefix.plus(continuation).tokens()).isEqualTo(3);
    assertThat(RatioStatistics.of(sequence, PrefixLoss.MASKED, Zone.PREFIX))
        .isEqualTo(RatioStatistics.NONE);
  }

  private static RatioStatistics ratios(double... ratios) {
    double[] logprobs = Arrays.stream(ratios).map(Math::log).toArray();
    LossSequence sequence = LossSequence.of(logprobs, new double[ratios.length], 0, 0);
    return RatioStatistics.of(sequence, PrefixLoss.RATIO, Zone.CONTINUATION);
  }
}
