package io.souprl.soup;

import java.io.Serializable;

/**
 * How rewards become advantages.
 *
 * @param baseline what a reward is compared with
 * @param baselineScope whose rewards give mean and standard deviation
 * @param normalizeStd whether to divide by the standard deviation; without it the advantage is that
 *     of Dr.GRPO, {@code R - mean}
 * @param std which standard deviation divides
 * @param epsilon added to the standard deviation, 0 or more
 */
public record AdvantageSettings(
    Baseline baseline,
    BaselineScope baselineScope,
    boolean normalizeStd,
    StandardDeviation std,
    double epsilon)
    implements Serializable {

  /** What SOUP.md section 3 adds to the standard deviation. */
  public static final double DEFAULT_EPSILON = 1e-6;

  public AdvantageSettings {
    if (!(epsilon >= 0)) {
      throw new IllegalArgumentException("Cannot normalise advantages: epsilon is " + epsilon);
    }
  }

  /** The mean of the group, divided by the population standard deviation + 1e-6. */
  public static AdvantageSettings defaults() {
    return new AdvantageSettings(
        Baseline.MEAN, BaselineScope.GROUP, true, StandardDeviation.POPULATION, DEFAULT_EPSILON);
  }
}
