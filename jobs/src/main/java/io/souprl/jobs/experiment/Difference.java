package io.souprl.jobs.experiment;

import org.apache.commons.math3.distribution.TDistribution;

/**
 * A paired difference: mean over the seeds that both have, and half of its 95 % interval by
 * Student's t, NaN for fewer than two pairs.
 *
 * @param mean of the differences
 * @param halfWidth of the interval
 * @param above pairs whose difference is more than 0
 * @param pairs how many
 */
record Difference(double mean, double halfWidth, int above, int pairs) {
  private static final double UPPER_QUANTILE = 0.975;

  /** The statistics of these differences, at least one. */
  static Difference of(double[] differences) {
    Moments moments = Moments.of(differences);
    int above = 0;
    for (double difference : differences) {
      above += difference > 0 ? 1 : 0;
    }
    int n = differences.length;
    double halfWidth =
        n < 2
            ? Double.NaN
            : new TDistribution(null, n - 1).inverseCumulativeProbability(UPPER_QUANTILE)
                * moments.deviation()
                / Math.sqrt(n);
    return new Difference(moments.mean(), halfWidth, above, n);
  }

  /** Whether the interval is all on one side of 0. */
  boolean excludesZero() {
    return Math.abs(mean) > halfWidth;
  }

  /**
   * Mean and sample standard deviation.
   *
   * @param deviation NaN for a single value
   */
  record Moments(double mean, double deviation) {
    static Moments of(double[] values) {
      double mean = 0;
      for (double value : values) {
        mean += value / values.length;
      }
      double squares = 0;
      for (double value : values) {
        squares += (value - mean) * (value - mean);
      }
      return new Moments(
          mean, values.length < 2 ? Double.NaN : Math.sqrt(squares / (values.length - 1)));
    }
  }
}
