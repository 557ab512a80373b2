package io.souprl.soup;

import io.souprl.soup.TokenTerm.Clip;

/**
 * CISPO (MiniMax-M1, arXiv 2506.13585), minimised:
 *
 * <pre>
 * l = -sg(clip(r, 1 - eps_low, 1 + eps_high)) A log pi_theta
 * </pre>
 *
 * <p>The clip bounds the weight and takes no gradient away: it is -A clip(r) for every token.
 */
record DetachedObjective(ClipBounds bounds) implements TokenObjective {

  @Override
  public TokenTerm term(LossSequence sequence, int token, double logRatio) {
    double ratio = Math.exp(LogRatio.clamp(logRatio));
    double weight = Math.max(bounds.smallestRatio(), Math.min(bounds.largestRatio(), ratio));
    double gradient = -weight * sequence.advantage();
    return new TokenTerm(
        gradient * sequence.logprobs()[token], gradient, clip(sequence.advantage(), ratio));
  }

  private Clip clip(double advantage, double ratio) {
    if (advantage == 0) {
      return Clip.NONE;
    }
    return ratio > bounds.largestRatio()
        ? Clip.HIGH
        : ratio < bounds.smallestRatio() ? Clip.LOW : Clip.NONE;
  }
}
