package io.souprl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Next tokens of a batch and their log-probabilities.
 *
 * @param tokenIds one a row
 * @param logprobs of each token, at most 0
 */
public record NextToken(long[] tokenIds, float[] logprobs) {
  /**
   * Samples by inverse CDF: the first token whose cumulative probability, summed in float64,
   * exceeds the row's uniform draw. One draw a token keeps samples independent of the batch they
   * are made in.
   *
   * @param logits (rows, vocabulary), float32
   * @param uniforms one draw in (0, 1) a row
   */
  static NextToken sample(NDArray logits, double temperature, double[] uniforms) {
    NDManager scope = logits.getManager();
    NDArray logprobs =
        (temperature == 1 ? logits : logits.div(temperature)).logSoftmax(-1); // (B, V)
    NDArray cumulative = logprobs.exp().toType(DataType.FLOAT64, false).cumSum(1);
    long vocabulary = logits.getShape().get(1);
    NDArray threshold =
        Torch.slice(cumulative, 1, vocabulary - 1, vocabulary)
            .mul(scope.create(uniforms, new Shape(uniforms.length, 1)));
    NDArray chosen = cumulative.lte(threshold).sum(new int[] {1}, true); // int64
    return of(logprobs, chosen.minimum(vocabulary - 1));
  }

  /** Takes the most likely token; log-probabilities are at temperature 1. */
  static NextToken greedy(NDArray logits) {
    return of(logits.logSoftmax(-1), logits.argMax(1).expandDims(1));
  }

  private static NextToken of(NDArray logprobs, NDArray chosen) {
    float[] recorded = Torch.gatherLast(logprobs, chosen).toFloatArray();
    for (int i = 0; i < recorded.length; i++) {
      recorded[i] = Math.min(0f, recorded[i]);
    }
    return new NextToken(chosen.toLongArray(), recorded);
  }
}
