package io.souprl.model;

import io.souprl.checkpoint.ModelConfig;
import io.souprl.random.CounterRandom;

/**
 * A policy's weights in Java memory: one float32 array a parameter, in the layout's order.
 *
 * @param config the architecture
 * @param layout order and shapes
 * @param values one array for each parameter of the layout, row-major
 */
public record PolicyWeights(ModelConfig config, ParameterLayout layout, float[][] values) {
  private static final double INITIAL_STANDARD_DEVIATION = 0.02;

  public PolicyWeights {
    if (values.length != layout.parameters().size()) {
      throw new IllegalArgumentException(
          "Cannot hold weights: "
              + values.length
              + " arrays for "
              + layout.parameters().size()
              + " parameters");
    }
  }

  /**
   * Fresh weights: matrices N(0, 0.02), the two projections into the residual stream divided by
   * sqrt(2 layers), biases 0, norm gains 1. Counter-based, so the same seed gives the same bits.
   */
  public static PolicyWeights initialise(ModelConfig config, long seed) {
    ParameterLayout layout = ParameterLayout.of(config);
    double residualScale = 1 / Math.sqrt(2.0 * config.layers());
    float[][] values = new float[layout.parameters().size()][];
    for (int i = 0; i < values.length; i++) {
      Parameter parameter = layout.parameters().get(i);
      values[i] = new float[parameter.size()];
      if (parameter.decayed()) {
        boolean residual =
            parameter.name().endsWith("output.weight") || parameter.name().endsWith("down.weight");
        double scale = INITIAL_STANDARD_DEVIATION * (residual ? residualScale : 1);
        CounterRandom random = CounterRandom.of("initialisation", seed, parameter.name());
        for (int j = 0; j < values[i].length; j++) {
          values[i][j] = (float) (random.normal(j) * scale);
        }
      } else if (parameter.name().endsWith("norm")) {
        java.util.Arrays.fill(values[i], 1f);
      }
    }
    return new PolicyWeights(config, layout, values);
  }
}
