package io.souprl.soup;

/** Adds up {@link RatioStatistics} token by token. */
final class RatioSums {
  private long tokens;
  private double sumRatio;
  private double sumSquaredRatio;
  private double maxRatio;
  private double sumK1;
  private double sumK3;

  void add(double logRatio) {
    double clamped = LogRatio.clamp(logRatio);
    double ratio = Math.exp(clamped);
    tokens++;
    sumRatio += ratio;
    sumSquaredRatio += ratio * ratio;
    maxRatio = Math.max(maxRatio, ratio);
    sumK1 -= logRatio;
    sumK3 += Math.expm1(clamped) - clamped;
  }

  RatioStatistics statistics() {
    return new RatioStatistics(tokens, sumRatio, sumSquaredRatio, maxRatio, sumK1, sumK3);
  }
}
