package io.souprl.generation;

/**
 * A sampled continuation, or why there is none.
 *
 * @param tokenIds tokens sampled after the prefix, an end-of-sequence token included
 * @param logprobs log pi of each sampled token at the sampling temperature over the full softmax
 * @param prefixLogprobs log pi of each prefix token under the same policy and temperature
 * @param finishReason why the response ended
 * @param error the cause of {@link FinishReason#ERROR}, with which the arrays are empty; else null
 */
public record Generation(
    int[] tokenIds,
    float[] logprobs,
    float[] prefixLogprobs,
    FinishReason finishReason,
    String error) {
  /** A continuation that could not be made. */
  public static Generation failed(String error) {
    return new Generation(new int[0], new float[0], new float[0], FinishReason.ERROR, error);
  }
}
