package io.souprl.generation;

import io.souprl.random.CounterRandom;

/**
 * One response to sample.
 *
 * @param promptTokenIds the prompt, at least one token
 * @param prefixTokenIds response tokens that are given (an off-policy prefix); may be empty
 * @param maxTokens limit on the response, prefix included; above the prefix's length
 * @param random the response's own stream; the token at response position t uses draw t
 */
public record GenerationRequest(
    int[] promptTokenIds, int[] prefixTokenIds, int maxTokens, CounterRandom random) {
  public GenerationRequest {
    if (promptTokenIds.length == 0) {
      throw new IllegalArgumentException("Cannot generate: the prompt has no tokens");
    }
    if (maxTokens <= prefixTokenIds.length) {
      throw new IllegalArgumentException(
          "Cannot generate: at most "
              + maxTokens
              + " tokens with a prefix of "
              + prefixTokenIds.length);
    }
  }

  int contextLength() {
    return promptTokenIds.length + prefixTokenIds.length;
  }
}
