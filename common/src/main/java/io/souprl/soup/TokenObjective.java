package io.souprl.soup;

/** A loss of single tokens, given the whole sequence they stand in. */
sealed interface TokenObjective permits ClippedObjective {

  /** The term of one token whose log pi_theta - b, not yet clamped, is {@code logRatio}. */
  TokenTerm term(LossSequence sequence, int token, double logRatio);
}
