package io.souprl.soup;

/** A loss of single tokens, given the whole sequence they stand in. */
sealed interface TokenObjective permits ClippedObjective, DetachedObjective, ShapedObjective {

  /**
   * The term of one token.
   *
   * @param logRatio log pi_theta - b, not yet clamped: the token's own, or the mean of the sequence
   *     under GSPO
   */
  TokenTerm term(LossSequence sequence, int token, double logRatio);
}
