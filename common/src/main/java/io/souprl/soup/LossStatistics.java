package io.souprl.soup;

import java.io.Serializable;

/**
 * What the token loss did, zone by zone.
 *
 * @param prefix over counted prefix tokens
 * @param continuation over counted continuation tokens
 */
public record LossStatistics(ZoneStatistics prefix, ZoneStatistics continuation)
    implements Serializable {
  /** No tokens. */
  public static final LossStatistics NONE =
      new LossStatistics(ZoneStatistics.NONE, ZoneStatistics.NONE);

  /** The statistics of both sets of tokens together. */
  public LossStatistics plus(LossStatistics other) {
    return new LossStatistics(prefix.plus(other.prefix), continuation.plus(other.continuation));
  }

  /** Both zones together. */
  public ZoneStatistics all() {
    return prefix.plus(continuation);
  }

  /** One zone. */
  public ZoneStatistics zone(Zone zone) {
    return switch (zone) {
      case PREFIX -> prefix;
      case CONTINUATION -> continuation;
    };
  }

  /**
   * grad_share: the zone's part in the sum of |d loss / d log pi_theta|; NaN when that sum is 0.
   */
  public double gradientShare(Zone zone) {
    return zone(zone).absoluteGradient() / all().absoluteGradient();
  }
}
