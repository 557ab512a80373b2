package io.souprl.soup;

import java.io.Serializable;

/**
 * The interval [1 - low, 1 + high] outside which a token's ratio is clipped.
 *
 * @param low eps_low, from 0 to 1
 * @param high eps_high, 0 or more
 */
public record ClipBounds(double low, double high) implements Serializable {
  public ClipBounds {
    if (!(low >= 0 && low <= 1 && high >= 0)) {
      throw new IllegalArgumentException("Cannot clip ratios with low " + low + ", high " + high);
    }
  }

  /** 0.2 and 0.28, the values of DAPO (arXiv 2503.14476). */
  public static ClipBounds defaults() {
    return new ClipBounds(0.2, 0.28);
  }

  double smallestRatio() {
    return 1 - low;
  }

  double largestRatio() {
    return 1 + high;
  }
}
