package io.souprl.model;

/**
 * What a loss says of the scores of a batch's response tokens.
 *
 * @param logprobs d loss / d logprob of each
 * @param entropies d loss / d entropy of each, or null when the loss does not depend on entropies,
 *     which costs nothing then
 */
@SuppressWarnings("ArrayRecordComponent") // numbers by the token; never compared as a whole
public record TokenGradients(double[] logprobs, double[] entropies) {
  public TokenGradients {
    if (entropies != null && entropies.length != logprobs.length) {
      throw new IllegalArgumentException(
          "Cannot pair the gradients of "
              + logprobs.length
              + " log-probs and "
              + entropies.length
              + " entropies");
    }
  }

  /** Of a loss that does not depend on entropies. */
  public static TokenGradients ofLogprobs(double[] logprobs) {
    return new TokenGradients(logprobs, null);
  }
}
