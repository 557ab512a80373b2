package io.souprl.soup;

import java.io.Serializable;

/**
 * How far tokens may be off-policy before training is refused. A bound of 0 is none.
 *
 * @param minEffectiveSampleFraction smallest ESS = 1 / mean((r / mean r)^2)
 * @param maxAbsoluteKl largest |kl| in nats a token
 * @param minRatioMean smallest mean ratio
 * @param maxRatioMean largest mean ratio
 */
public record DriftBounds(
    double minEffectiveSampleFraction,
    double maxAbsoluteKl,
    double minRatioMean,
    double maxRatioMean)
    implements Serializable {

  /** No bounds. */
  public static final DriftBounds NONE = new DriftBounds(0, 0, 0, 0);

  /** ESS at least 0.3, |kl| at most 0.1, mean ratio within [0.5, 2]. */
  public static DriftBounds defaults() {
    return new DriftBounds(0.3, 0.1, 0.5, 2);
  }
}
