package io.souprl.soup;

/** Adds up {@link ZoneStatistics} token by token. */
final class ZoneSums {
  private final RatioSums ratios = new RatioSums();
  private long clippedHigh;
  private long clippedLow;
  private long dualClipped;
  private double absoluteGradient;
  private double sumEntropy;

  void add(double logRatio, TokenTerm.Clip clip, double gradient, double entropy) {
    ratios.add(LogRatio.clamp(logRatio));
    absoluteGradient += Math.abs(gradient);
    sumEntropy += entropy;
    switch (clip) {
      case NONE -> {}
      case HIGH -> clippedHigh++;
      case LOW -> clippedLow++;
      case DUAL -> dualClipped++;
    }
  }

  ZoneStatistics statistics() {
    return new ZoneStatistics(
        ratios.statistics(), clippedHigh, clippedLow, dualClipped, absoluteGradient, sumEntropy);
  }
}
