package io.souprl.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TestPolicyWeights {
  @Test
  void initialisesTheSameBitsFromTheSameSeed() {
    assertThat(PolicyWeights.initialise(SmallPolicy.config(), 1).values())
        .isDeepEqualTo(PolicyWeights.initialise(SmallPolicy.config(), 1).values());
    assertThat(PolicyWeights.initialise(SmallPolicy.config(), 2).values()[0])
        .isNotEqualTo(PolicyWeights.initialise(SmallPolicy.config(), 1).values()[0]);
  }

  @Test
  void drawsEveryMatrixFromItsOwnStream() {
    PolicyWeights weights = PolicyWeights.initialise(SmallPolicy.config(), 1);
    float first = weights.values()[weights.layout().of(0, ParameterLayout.QKV_WEIGHT)][0];
    float second = weights.values()[weights.layout().of(1, ParameterLayout.QKV_WEIGHT)][0];
    assertThat(first).isNotEqualTo(second);
  }

  @Test
  void hasTheStatedMeansAndDeviations() {
    PolicyWeights weights = PolicyWeights.initialise(SmallPolicy.config(), 1);
    for (int i = 0; i < weights.values().length; i++) {
      Parameter parameter = weights.layout().parameters().get(i);
      float[] values = weights.values()[i];
      if (parameter.shape().size() == 1) {
        float constant = parameter.name().endsWith("bias") ? 0 : 1;
        assertThat(values).as(parameter.name()).containsOnly(constant);
        continue;
      }
      boolean residual =
          parameter.name().endsWith(".output.weight") || parameter.name().endsWith(".down.weight");
      double expected = residual ? 0.02 / Math.sqrt(2 * 2) : 0.02;
      assertThat(mean(values)).as(parameter.name()).isCloseTo(0, within(0.2 * expected));
      assertThat(deviation(values))
          .as(parameter.name())
          .isCloseTo(expected, within(0.08 * expected));
    }
  }

  @Test
  void refusesAnotherNumberOfArrays() {
    PolicyWeights weights = PolicyWeights.initialise(SmallPolicy.config(), 1);
    assertThatThrownBy(() -> new PolicyWeights(weights.config(), weights.layout(), new float[3][0]))
        .hasMessage("Cannot hold weights: 3 arrays for 16 parameters");
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double deviation(float[] values) {
    double mean = mean(values);
    double sum = 0;
    for (float value : values) {
      sum += (value - mean) * (value - mean);
    }
    return Math.sqrt(sum / values.length);
  }
}
