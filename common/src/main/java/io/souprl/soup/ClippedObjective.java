package io.souprl.soup;

import io.souprl.soup.TokenTerm.Clip;

/**
 * The clipped surrogate of PPO with a dual clip, minimised:
 *
 * <pre>
 * d = clamp(log pi_theta - b, -20, 20)    r = exp(d)
 * l = max(-A r, -A clip(r, 1 - eps_low, 1 + eps_high));   A < 0: l = min(l, -A c)
 * </pre>
 *
 * <p>The maximum takes the clipped branch exactly when A > 0 and r is above its bound, or A < 0 and
 * r below it; the minimum takes the dual clip when A < 0 and r > c, since c > 1. The gradient there
 * is 0, beyond the clamp too, and -A r elsewhere.
 *
 * @param largestLogRatio what d is clamped to from above
 */
record ClippedObjective(ClipBounds bounds, double dualClip, double largestLogRatio)
    implements TokenObjective {
  private static final double LARGEST_LOG_RATIO_OF_SEQUENCES = 10;

  /** On the ratio of each token. */
  static ClippedObjective ofTokens(ClipBounds bounds, double dualClip) {
    return new ClippedObjective(bounds, dualClip, LogRatio.LIMIT);
  }

  /** On the ratio of the whole sequence, which each of its tokens gets (GSPO). */
  static ClippedObjective ofSequences(ClipBounds bounds) {
    return new ClippedObjective(
        bounds, TokenLossSettings.NO_DUAL_CLIP, LARGEST_LOG_RATIO_OF_SEQUENCES);
  }

  @Override
  public TokenTerm term(LossSequence sequence, int token, double logRatio) {
    double advantage = sequence.advantage();
    double clamped = Math.min(largestLogRatio, LogRatio.clamp(logRatio));
    double ratio = Math.exp(clamped);
    if (advantage > 0 && ratio > bounds.largestRatio()) {
      return new TokenTerm(-advantage * bounds.largestRatio(), 0, Clip.HIGH);
    }
    if (advantage < 0 && ratio < bounds.smallestRatio()) {
      return new TokenTerm(-advantage * bounds.smallestRatio(), 0, Clip.LOW);
    }
    if (advantage < 0 && dualClip != TokenLossSettings.NO_DUAL_CLIP && ratio > dualClip) {
      return new TokenTerm(-advantage * dualClip, 0, Clip.DUAL);
    }
    double loss = -advantage * ratio;
    return new TokenTerm(loss, clamped == logRatio ? loss : 0, Clip.NONE);
  }
}
