package io.souprl.soup;

/** What the loss does with the tokens of the prefix. */
public enum PrefixLoss {
  /** The policy loss with importance ratios against the recorded behaviour log-probs: SOUP. */
  RATIO,
  /** Nothing: the prefix is context only (PrefixRL, arXiv 2601.18795). */
  MASKED,
  /** -A f(pi_theta) with f(x) = x / (x + gamma), without ratio and clip (LUFFY, 2504.14945). */
  SHAPED,
  /**
   * RATIO on the ceil(q p) of p prefix tokens whose current entropy is highest, nothing on the
   * others (Prefix-RFT, arXiv 2507.01679). Between equal entropies the earlier token is taken. The
   * choice is detached: no gradient goes through it.
   */
  TOP_ENTROPY;

  /** Takes up the rounding of q p, so that the ceiling of 0.07 x 100 is 7. */
  private static final double ROUNDING = 1e-9;

  /**
   * How many tokens of a prefix count in the loss. It depends on lengths alone, so the denominator
   * of a batch is known before its gradient.
   *
   * @param topEntropyFraction q of TOP_ENTROPY; the others ignore it
   */
  int countedTokens(int prefixLength, double topEntropyFraction) {
    return switch (this) {
      case RATIO, SHAPED -> prefixLength;
      case MASKED -> 0;
      case TOP_ENTROPY -> (int) Math.ceil(topEntropyFraction * prefixLength - ROUNDING);
    };
  }

  /** Whether tokens of this zone can count, in the numerator and in the denominator. */
  boolean mayCount(Zone zone) {
    return zone == Zone.CONTINUATION || this != MASKED;
  }
}
