package io.souprl.soup;

/** Which standard deviation divides a group's advantages. */
public enum StandardDeviation {
  /** Divides the sum of squares by n. */
  POPULATION(0),
  /** Divides the sum of squares by n - 1, as verl and TRL do. */
  SAMPLE(1);

  private final int lostDegrees;

  StandardDeviation(int lostDegrees) {
    this.lostDegrees = lostDegrees;
  }

  /** The deviation of at least two values around their mean. */
  double of(double[] values, double mean) {
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean);
    }
    return Math.sqrt(sum / (values.length - lostDegrees));
  }
}
