package io.souprl.soup;

/**
 * Divides token losses by numbers that are global to the optimiser batch, so that the loss and the
 * gradient of the batch are plain sums over its sequences, in whatever micro-batches or partitions
 * they are computed. Made by {@link LossAggregation#normalizer}.
 *
 * @param aggregation the rule
 * @param batchDivisor the global number of counted tokens, of sequences with a counted token, or of
 *     sequences times the constant length
 */
public record LossNormalizer(LossAggregation aggregation, double batchDivisor) {

  /** What every token loss of a sequence with this many counted tokens, at least 1, is over. */
  double divisor(int countedTokens) {
    if (!(batchDivisor > 0)) {
      throw new IllegalStateException(
          "Cannot normalise the loss: a sequence has "
              + countedTokens
              + " counted tokens, but the batch's "
              + aggregation
              + " divisor is "
              + batchDivisor);
    }
    return aggregation == LossAggregation.SEQ_MEAN_TOKEN_MEAN
        ? batchDivisor * countedTokens
        : batchDivisor;
  }
}
