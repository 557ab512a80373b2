package io.souprl.soup;

import java.io.Serializable;

/**
 * What the loss of an optimiser batch is divided by. Counts are added up over all partitions before
 * the first gradient of the batch.
 *
 * @param tokens counted tokens
 * @param sequencesWithTokens sequences with at least one counted token
 * @param sequences all sequences
 */
public record BatchCounts(long tokens, long sequencesWithTokens, long sequences)
    implements Serializable {
  /** An empty batch. */
  public static final BatchCounts NONE = new BatchCounts(0, 0, 0);

  /** The counts of one sequence. */
  public static BatchCounts of(TokenLossSettings settings, int prefixLength, int responseLength) {
    int tokens = settings.countedTokens(prefixLength, responseLength);
    return new BatchCounts(tokens, tokens > 0 ? 1 : 0, 1);
  }

  /** The counts of both batches together. */
  public BatchCounts plus(BatchCounts other) {
    return new BatchCounts(
        tokens + other.tokens,
        sequencesWithTokens + other.sequencesWithTokens,
        sequences + other.sequences);
  }
}
