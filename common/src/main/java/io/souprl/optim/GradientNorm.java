package io.souprl.optim;

import java.util.Arrays;

/**
 * The global L2 norm of a gradient that lies in chunks.
 *
 * @param value the norm; NaN or infinite when an element is
 */
public record GradientNorm(double value) {
  private static final double EPSILON = 1e-6;

  /** The sum of squares of one chunk, in float64 and in order. */
  public static double sumOfSquares(float[] chunk) {
    double sum = 0;
    for (float element : chunk) {
      sum += (double) element * element;
    }
    return sum;
  }

  /** The norm of a gradient that is here whole, one array a chunk. */
  public static GradientNorm of(float[][] chunks) {
    return ofChunks(Arrays.stream(chunks).mapToDouble(GradientNorm::sumOfSquares).toArray());
  }

  /**
   * The norm from the sums of squares of all chunks, added in the order of their index, so that it
   * does not depend on which partition had which chunk.
   */
  public static GradientNorm ofChunks(double[] sumsOfSquares) {
    double sum = 0;
    for (double chunk : sumsOfSquares) {
      sum += chunk;
    }
    return new GradientNorm(Math.sqrt(sum));
  }

  /** Whether every element of the gradient is a number. */
  public boolean isFinite() {
    return Double.isFinite(value);
  }

  /**
   * The factor that brings the gradient down to this norm, as torch's clip_grad_norm_ has it:
   * {@code min(1, maxNorm / (norm + 1e-6))}.
   *
   * @param maxNorm more than 0; infinite for no clipping
   */
  public double scale(double maxNorm) {
    if (!(maxNorm > 0)) {
      throw new IllegalArgumentException("Cannot clip a gradient to a norm of " + maxNorm);
    }
    if (!isFinite()) {
      throw new IllegalStateException("Cannot clip a gradient whose norm is " + value);
    }
    return Math.min(1, maxNorm / (value + EPSILON));
  }
}
