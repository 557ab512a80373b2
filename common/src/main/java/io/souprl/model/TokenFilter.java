package io.souprl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

/**
 * Leaves out unlikely tokens before sampling. A filter finds the smallest probability that stays,
 * so that tokens as likely as the last one all stay.
 *
 * @param topK keeps the k most likely tokens; 0 keeps all
 * @param topP of what top-k leaves, keeps the most likely tokens up to a total probability of at
 *     least p (arXiv 1904.09751); 1 keeps all
 * @param minP keeps tokens with at least p times the largest probability (arXiv 2407.01082); 0
 *     keeps all
 */
public record TokenFilter(int topK, double topP, double minP) {
  /** Keeps all. */
  public static final TokenFilter NONE = new TokenFilter(0, 1, 0);

  /**
   * @param probabilities (rows, vocabulary), float32
   * @return the same with 0 for tokens left out, not renormalised
   */
  NDArray apply(NDArray probabilities) {
    NDArray kept = probabilities;
    long vocabulary = probabilities.getShape().get(1);
    if (topK > 0 && topK < vocabulary) {
      NDArray best = kept.topK(topK, 1, true, true).get(0); // (B, k), sorted
      kept = atLeast(kept, Torch.slice(best, 1, topK - 1L, topK));
    }
    if (topP < 1) {
      NDArray sorted = Torch.sortDescending(kept); // (B, V)
      NDArray total = sorted.toType(DataType.FLOAT64, false).cumSum(1);
      NDArray wanted = Torch.slice(total, 1, vocabulary - 1, vocabulary).mul(topP);
      // A token is needed while those before it do not reach p.
      NDArray needed = total.sub(sorted).lt(wanted).sum(new int[] {1}, true); // (B, 1), 1 or more
      kept = atLeast(kept, Torch.gatherLast(sorted, needed.sub(1).maximum(0)));
    }
    if (minP > 0) {
      kept = atLeast(kept, kept.max(new int[] {1}, true).mul((float) minP));
    }
    return kept;
  }

  private static NDArray atLeast(NDArray probabilities, NDArray smallest) {
    return probabilities.mul(probabilities.gte(smallest).toType(DataType.FLOAT32, false));
  }
}
