package io.souprl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Chooses the next token of every row from its logits.
 *
 * <p>Sampling is by inverse CDF: the first token whose cumulative probability exceeds the row's
 * uniform draw. One draw a token keeps samples independent of the batch they are made in. The sum
 * goes in two levels, over blocks of the vocabulary and inside the block that the draw falls into,
 * so that only the softmax and one sum pass over the whole vocabulary; both cumulative sums are in
 * float64.
 *
 * @param temperature divides the logits; 0 takes the most likely token
 * @param filter leaves out tokens; the recorded log-probabilities stay those of the whole softmax
 */
record TokenSampler(double temperature, TokenFilter filter) {
  private static final int BLOCK = 128;

  boolean greedy() {
    return temperature == 0;
  }

  /** The temperature of recorded log-probabilities. */
  double scoringTemperature() {
    return greedy() ? 1 : temperature;
  }

  /**
   * What was chosen.
   *
   * @param tokenIds (rows, 1), int64
   * @param logprobs (rows, 1), float32, at temperature 1 when greedy
   */
  record Choice(NDArray tokenIds, NDArray logprobs) {}

  /**
   * @param logits (rows, vocabulary), float32; overwritten
   * @param draws (rows, 1), float64 in (0, 1); not read when greedy
   */
  Choice choose(NDArray logits, NDArray draws) {
    if (greedy()) {
      NDArray best = logits.argMax(1).expandDims(1);
      return new Choice(best, Torch.gatherLast(logits.logSoftmax(-1), best));
    }
    NDArray probabilities =
        (temperature == 1 ? logits : logits.divi(temperature)).softmax(-1); // (B, V)
    NDArray kept = filter.equals(TokenFilter.NONE) ? probabilities : filter.apply(probabilities);
    NDArray chosen = sample(kept, draws);
    return new Choice(chosen, Torch.gatherLast(probabilities, chosen).log());
  }

  /** Inverse CDF of rows that need not sum to 1. */
  private static NDArray sample(NDArray weights, NDArray draws) {
    NDManager scope = weights.getManager();
    long rows = weights.getShape().get(0);
    long vocabulary = weights.getShape().get(1);
    long blocks = (vocabulary + BLOCK - 1) / BLOCK;
    if (blocks * BLOCK > vocabulary) {
      Shape missing = new Shape(rows, blocks * BLOCK - vocabulary);
      weights = weights.concat(scope.zeros(missing, DataType.FLOAT32), 1);
    }
    NDArray inBlocks = weights.reshape(rows * blocks, BLOCK);
    NDArray sums = inBlocks.sum(new int[] {1}).reshape(rows, blocks);
    NDArray cumulative = sums.toType(DataType.FLOAT64, false).cumSum(1); // (B, blocks)
    NDArray threshold = Torch.slice(cumulative, 1, blocks - 1, blocks).mul(draws);
    NDArray block = cumulative.lte(threshold).sum(new int[] {1}, true).minimum(blocks - 1);
    NDArray before =
        Torch.gatherLast(cumulative, block)
            .sub(Torch.gatherLast(sums, block).toType(DataType.FLOAT64, false));
    NDArray rest = threshold.sub(before); // of the draw, inside the block
    NDArray first = scope.arange(0, (int) rows).toType(DataType.INT64, false).mul(blocks);
    NDArray inside =
        Torch.rows(first.add(block.reshape(rows)), inBlocks)
            .toType(DataType.FLOAT64, false)
            .cumSum(1); // (B, BLOCK)
    // Rounding may leave the draw behind the block's sum: then its last token of weight is taken.
    NDArray most = Torch.slice(inside, 1, BLOCK - 1, BLOCK);
    NDArray below =
        inside.lte(rest).logicalAnd(inside.lt(most)).sum(new int[] {1}, true).minimum(BLOCK - 1);
    return block.mul(BLOCK).add(below);
  }
}
