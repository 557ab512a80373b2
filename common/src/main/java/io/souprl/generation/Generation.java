package io.souprl.generation;

/**
 * A sampled continuation.
 *
 * @param tokenIds tokens sampled after the prefix, an end-of-sequence token included
 * @param logprobs log pi of each sampled token at the sampling temperature over the full softmax
 * @param prefixLogprobs log pi of each prefix token under the same policy and temperature
 * @param finishReason {@link FinishReason#STOP} or {@link FinishReason#LENGTH}
 */
public record Generation(
    int[] tokenIds, float[] logprobs, float[] prefixLogprobs, FinishReason finishReason) {}
