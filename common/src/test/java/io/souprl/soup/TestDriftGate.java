package io.souprl.soup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.souprl.soup.DriftVerdict.Side;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TestDriftGate {
  private static final Offset<Double> ROUNDING = within(1e-12);
  private static final DriftGate GATE = DriftGate.over(DriftBounds.defaults());

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
    assertThat(violations(GATE, 1, 1, 1)).isEmpty();
    assertThat(GATE.verdicts(RatioStatistics.NONE, RatioStatistics.NONE)).isEmpty();
  }

  @Test
  void saysWhatEachBoundFinds() {
    assertThat(GATE.verdicts(RatioStatistics.NONE, ratios(2, 1, 0.5)))
        .extracting(
            DriftVerdict::key, DriftVerdict::side, DriftVerdict::bound, DriftVerdict::passes)
        .containsExactly(
            tuple("training.gate.min-ess", Side.AT_LEAST, 0.3, true),
            tuple("training.gate.max-abs-kl", Side.AT_MOST, 0.1, true),
            tuple("training.gate.min-mean-ratio", Side.AT_LEAST, 0.5, true),
            tuple("training.gate.max-mean-ratio", Side.AT_MOST, 2.0, true));
  }

  @Test
  void namesEachViolatedBound() {
    assertThat(violations(GATE, 0.5, 0.25))
        .extracting(DriftVerdict::message)
        .containsExactly(
            "The batch has drifted: |kl| is 1.040, above its bound of 0.1"
                + " (training.gate.max-abs-kl).",
            "The batch has drifted: mean ratio is 0.3750, below its bound of 0.5"
                + " (training.gate.min-mean-ratio).");
    double[] outlier = new double[100];
    Arrays.fill(outlier, 1);
    outlier[0] = 300;
    List<DriftVerdict> violations = violations(GATE, outlier);
    assertThat(violations)
        .extracting(DriftVerdict::quantity)
        .containsExactly("effective sample fraction", "mean ratio");
    assertThat(violations.get(0).value()).isCloseTo(399 * 399 / 90099.0 / 100, ROUNDING);
    assertThat(violations.get(0).bound()).isEqualTo(0.3);
    assertThat(violations.get(1).message())
        .isEqualTo(
            "The batch has drifted: mean ratio is 3.990, above its bound of 2.0"
                + " (training.gate.max-mean-ratio).");
  }

  @Test
  void looksAtTheSizeOfTheKl() {
    assertThat(violations(GATE, 1.2, 1.2))
        .extracting(DriftVerdict::quantity)
        .containsExactly("|kl|");
    assertThat(violations(GATE, 1.09, 1.09)).isEmpty();
  }

  @Test
  void looksAtEachZoneByItselfWhenAsked() {
    DriftGate gate =
        new DriftGate(
            DriftBounds.NONE, new DriftBounds(0, 0.2, 0, 0), new DriftBounds(0.9, 0, 0, 1.5));
    RatioStatistics prefix = ratios(0.5);
    RatioStatistics continuation = ratios(1, 1, 4);
    assertThat(gate.verdicts(prefix, continuation))
        .filteredOn(verdict -> !verdict.passes())
        .extracting(DriftVerdict::message)
        .containsExactly(
            "The prefix zone has drifted: |kl| is 0.6931, above its bound of 0.2"
                + " (training.gate.prefix.max-abs-kl).",
            "The continuation zone has drifted: effective sample fraction is 0.6667, below its"
                + " bound of 0.9 (training.gate.continuation.min-ess).",
            "The continuation zone has drifted: mean ratio is 2.000, above its bound of 1.5"
                + " (training.gate.continuation.max-mean-ratio).");
    assertThat(gate.verdicts(RatioStatistics.NONE, ratios(1))).allMatch(DriftVerdict::passes);
  }

  @Test
  void letsNothingPassThatIsNoNumber() {
    RatioStatistics broken = new RatioStatistics(3, Double.NaN, Double.NaN, 1, Double.NaN, 0);
    assertThat(GATE.verdicts(broken, RatioStatistics.NONE))
        .hasSize(4)
        .noneMatch(DriftVerdict::passes)
        .extracting(DriftVerdict::message)
        .contains(
            "The batch has drifted: |kl| is NaN, not within its bound of 0.1"
                + " (training.gate.max-abs-kl).");
  }

  @Test
  void stopsAtNothingWithoutBounds() {
    DriftGate open = DriftGate.over(DriftBounds.NONE);
    assertThat(open.verdicts(ratios(1e-6), ratios(1e6))).isEmpty();
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

  private static List<DriftVerdict> violations(DriftGate gate, double... ratios) {
    return gate.verdicts(RatioStatistics.NONE, ratios(ratios)).stream()
        .filter(verdict -> !verdict.passes())
        .toList();
  }

  private static RatioStatistics ratios(double... ratios) {
    double[] logprobs = Arrays.stream(ratios).map(Math::log).toArray();
    LossSequence sequence = LossSequence.of(logprobs, new double[ratios.length], 0, 0);
    return RatioStatistics.of(sequence, PrefixLoss.RATIO, Zone.CONTINUATION);
  }
}
