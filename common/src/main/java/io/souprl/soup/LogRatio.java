package io.souprl.soup;

/** Log ratios are clamped before they are exponentiated, as verl does. */
final class LogRatio {
  static final double LIMIT = 20;

  private LogRatio() {}

  static double clamp(double logRatio) {
    return Math.max(-LIMIT, Math.min(LIMIT, logRatio));
  }

  static boolean isClamped(double logRatio) {
    return Math.abs(logRatio) > LIMIT;
  }
}
