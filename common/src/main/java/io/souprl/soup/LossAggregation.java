package io.souprl.soup;

/** How the token losses of an optimiser batch become one number. */
public enum LossAggregation {
  /** The mean over all counted tokens of the batch (DAPO, arXiv 2503.14476). */
  TOKEN_MEAN,
  /** The mean over sequences with a counted token of their token means (GRPO). */
  SEQ_MEAN_TOKEN_MEAN,
  /** The sum over counted tokens / (all sequences x a constant length) (Dr.GRPO, 2503.20783). */
  SEQ_MEAN_TOKEN_SUM_NORM;

  /**
   * The divisor for a batch of these global counts.
   *
   * @param constantLength the length of SEQ_MEAN_TOKEN_SUM_NORM in tokens; the others ignore it
   */
  public LossNormalizer normalizer(BatchCounts counts, int constantLength) {
    return switch (this) {
      case TOKEN_MEAN -> new LossNormalizer(this, counts.tokens());
      case SEQ_MEAN_TOKEN_MEAN -> new LossNormalizer(this, counts.sequencesWithTokens());
      case SEQ_MEAN_TOKEN_SUM_NORM -> {
        if (constantLength < 1) {
          throw new IllegalArgumentException(
              "Cannot normalise the loss by a length of " + constantLength + " tokens");
        }
        yield new LossNormalizer(this, counts.sequences() * (double) constantLength);
      }
    };
  }
}
