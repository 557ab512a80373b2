package io.souprl.soup;

import io.souprl.soup.TokenTerm.Clip;

/**
 * LUFFY's policy shaping (arXiv 2504.14945), minimised: l = -A f(pi_theta), f(x) = x / (x + gamma).
 * The behaviour policy counts as one that is sure of its tokens, and nothing is clipped. The
 * gradient with respect to log pi_theta is -A pi_theta f'(pi_theta) with f'(x) = gamma / (x +
 * gamma)^2: largest for tokens of probability gamma.
 *
 * @param gamma more than 0
 */
record ShapedObjective(double gamma) implements TokenObjective {

  @Override
  public TokenTerm term(LossSequence sequence, int token, double logRatio) {
    double advantage = sequence.advantage();
    double probability = Math.exp(sequence.logprobs()[token]);
    double shifted = probability + gamma;
    return new TokenTerm(
        -advantage * probability / shifted,
        -advantage * probability * gamma / (shifted * shifted),
        Clip.NONE);
  }
}
