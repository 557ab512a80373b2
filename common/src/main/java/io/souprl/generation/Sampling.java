package io.souprl.generation;

/**
 * The distribution that tokens are drawn from: softmax(logits / temperature), cut to the tokens
 * that pass every filter and renormalised.
 *
 * @param temperature divides the logits; 0 takes the most likely token and records
 *     log-probabilities at temperature 1
 * @param topK keeps the k most likely tokens; 0 keeps all
 * @param topP keeps the smallest set of most likely tokens whose probabilities sum to at least p
 *     (nucleus sampling, arXiv 1904.09751), in (0, 1]; 1 keeps all
 * @param minP keeps tokens with at least p times the probability of the most likely one (arXiv
 *     2407.01082), in [0, 1); 0 keeps all
 */
public record Sampling(double temperature, int topK, double topP, double minP)
    implements java.io.Serializable {
  public Sampling {
    if (!(temperature >= 0) || Double.isInfinite(temperature)) {
      throw new IllegalArgumentException("Cannot sample: temperature " + temperature);
    }
    if (topK < 0) {
      throw new IllegalArgumentException("Cannot sample: top-k " + topK);
    }
    if (!(topP > 0 && topP <= 1)) {
      throw new IllegalArgumentException("Cannot sample: top-p " + topP);
    }
    if (!(minP >= 0 && minP < 1)) {
      throw new IllegalArgumentException("Cannot sample: min-p " + minP);
    }
  }

  /** The whole softmax at a temperature, as training needs it. */
  public static Sampling full(double temperature) {
    return new Sampling(temperature, 0, 1, 0);
  }
}
