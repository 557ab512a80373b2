package io.souprl.soup;

import java.io.Serializable;

/**
 * What the token loss did in one zone, over its counted tokens. Statistics of micro-batches add up
 * with {@link #plus}. Fractions of no token are NaN.
 *
 * @param ratios the ratios, their logarithms clamped to 20 in size
 * @param clippedHigh tokens with A > 0 and the ratio above its bound; under CISPO with any A but 0
 * @param clippedLow tokens with A < 0 and the ratio below its bound; under CISPO with any A but 0
 * @param dualClipped tokens with A < 0 and the ratio above the dual clip
 * @param absoluteGradient sum of |d loss / d log pi_theta|
 * @param sumEntropy sum of the entropies in nats, NaN when they are unknown
 */
public record ZoneStatistics(
    RatioStatistics ratios,
    long clippedHigh,
    long clippedLow,
    long dualClipped,
    double absoluteGradient,
    double sumEntropy)
    implements Serializable {

  /** No tokens. */
  public static final ZoneStatistics NONE = new ZoneStatistics(RatioStatistics.NONE, 0, 0, 0, 0, 0);

  /** The statistics of both sets of tokens together. */
  public ZoneStatistics plus(ZoneStatistics other) {
    return new ZoneStatistics(
        ratios.plus(other.ratios),
        clippedHigh + other.clippedHigh,
        clippedLow + other.clippedLow,
        dualClipped + other.dualClipped,
        absoluteGradient + other.absoluteGradient,
        sumEntropy + other.sumEntropy);
  }

  /** Counted tokens. */
  public long tokens() {
    return ratios.tokens();
  }

  /** clipfrac_high. */
  public double clipHighFraction() {
    return fraction(clippedHigh);
  }

  /** clipfrac_low. */
  public double clipLowFraction() {
    return fraction(clippedLow);
  }

  /** pg_clipfrac: high and low together, without the dual clip. */
  public double clipFraction() {
    return fraction(clippedHigh + clippedLow);
  }

  /** pg_clipfrac_lower: the dual clip is active. */
  public double dualClipFraction() {
    return fraction(dualClipped);
  }

  /** Tokens whose gradient any of the three clips has taken away; under CISPO none has lost it. */
  public double lostGradientFraction() {
    return fraction(clippedHigh + clippedLow + dualClipped);
  }

  /** Mean entropy in nats, NaN when it is unknown. */
  public double entropyMean() {
    return sumEntropy / tokens();
  }

  private double fraction(long count) {
    return count / (double) tokens();
  }
}
