package io.souprl.optim;

/**
 * What all chunks of one optimiser step share.
 *
 * @param number the step's number over the whole run, the first is 1
 * @param learningRate this step's learning rate
 * @param gradientScale factor on the gradient, from {@link GradientNorm#scale}
 */
public record OptimizerStep(long number, double learningRate, double gradientScale)
    implements java.io.Serializable {
  public OptimizerStep {
    if (number < 1) {
      throw new IllegalArgumentException("Cannot take step " + number + ": the first is 1");
    }
  }
}
