package io.souprl.soup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The 14 cases that an independent program computed with PyTorch's autograd in float64. */
class TestGoldenLossCases {
  private static final double FLOAT64_TOLERANCE = 1e-9;
  private static final double FLOAT32_TOLERANCE = 1e-5;

  /** Below this size a difference counts as absolute. */
  private static final double SMALL = 1e-2;

  static Stream<LossCase> cases() {
    return LossCase.all();
  }

  @Test
  void areFourteen() {
    assertThat(cases()).hasSize(14);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void matchInFloat64(LossCase golden) {
    check(golden, DoubleUnaryOperator.identity(), FLOAT64_TOLERANCE);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void matchWithInputsInFloat32(LossCase golden) {
    check(golden, value -> (float) value, FLOAT32_TOLERANCE);
  }

  private static void check(LossCase golden, DoubleUnaryOperator precision, double tolerance) {
    JsonNode expected = golden.expected();
    assertClose("advantages", golden.advantages(), expected.get("advantages"), tolerance);
    List<LossSequence> sequences = golden.sequences(precision);
    BatchLoss loss = golden.loss(sequences).of(sequences);
    assertClose("loss", loss.loss(), expected.get("loss").asDouble(), tolerance);
    for (int i = 0; i < sequences.size(); i++) {
      JsonNode gradient = expected.get("grad_logp_new").get(i);
      assertClose("gradient " + i, loss.gradients().get(i), gradient, tolerance);
    }
    LossStatistics statistics = loss.statistics();
    assertZone("prefix", statistics.prefix(), expected.get("prefix"), tolerance);
    assertZone("continuation", statistics.continuation(), expected.get("continuation"), tolerance);
    assertZone("all", statistics.all(), expected.get("all"), tolerance);
    if (expected.has("dual")) {
      assertThat(statistics.all().dualClipped()).isEqualTo(expected.get("dual").asLong());
    }
    assertClose(
        "largest ratio",
        statistics.all().ratios().maxRatio(),
        expected.get("all").get("ratio_max").asDouble(),
        tolerance);
  }

  private static void assertZone(
      String name, ZoneStatistics zone, JsonNode expected, double tolerance) {
    if (expected.isNull()) {
      assertThat(zone).as(name).isEqualTo(ZoneStatistics.NONE);
      return;
    }
    RatioStatistics ratios = zone.ratios();
    assertThat(zone.tokens()).as(name + " tokens").isEqualTo(expected.get("tokens").asLong());
    assertField(name, zone.lostGradientFraction(), expected, "clip_fraction", tolerance);
    assertField(name, ratios.kl(), expected, "approx_kl_k1", tolerance);
    assertField(name, ratios.k3Kl(), expected, "approx_kl_k3", tolerance);
    assertField(name, ratios.ratioMean(), expected, "ratio_mean", tolerance);
    assertField(name, ratios.effectiveSampleFraction(), expected, "ess_fraction", tolerance);
  }

  private static void assertField(
      String zone, double actual, JsonNode expected, String field, double tolerance) {
    assertClose(zone + " " + field, actual, expected.get(field).asDouble(), tolerance);
  }

  private static void assertClose(
      String name, double[] actual, JsonNode expected, double tolerance) {
    for (int i = 0; i < actual.length; i++) {
      assertClose(name + "[" + i + "]", actual[i], expected.get(i).asDouble(), tolerance);
    }
    for (int i = actual.length; i < expected.size(); i++) {
      assertThat(expected.get(i).asDouble()).as("padding of " + name).isZero();
    }
  }

  private static void assertClose(String name, double actual, double expected, double tolerance) {
    assertThat(actual)
        .as(name)
        .isCloseTo(expected, within(tolerance * Math.max(SMALL, Math.abs(expected))));
  }
}
