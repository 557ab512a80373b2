package io.souprl.soup;

/** What the loss does with the tokens of the prefix. */
public enum PrefixLoss {
  /** Importance ratios against the recorded behaviour log-probs, clipped: SOUP. */
  RATIO,
  /** Nothing: the prefix is context only (PrefixRL, arXiv 2601.18795). */
  MASKED;

  /**
   * How many tokens of a response count in the loss. It depends on lengths alone, so the
   * denominator of a batch is known before its gradient.
   */
  public int countedTokens(int prefixLength, int responseLength) {
    return switch (this) {
      case RATIO -> responseLength;
      case MASKED -> responseLength - prefixLength;
    };
  }

  /** Whether this token counts, in the numerator and in the denominator. */
  boolean counts(LossSequence sequence, int token) {
    return switch (this) {
      case RATIO -> true;
      case MASKED -> sequence.zone(token) == Zone.CONTINUATION;
    };
  }
}
