package io.souprl.generation;

/**
 * How to generate.
 *
 * @param sampling the distribution of tokens
 * @param sequencesPerBatch sequences that decode together at most
 * @param cacheTokens budget of the key-value cache: tokens of prompts and of the longest possible
 *     responses of the sequences that decode together (a single longer sequence runs alone)
 */
public record GenerationSettings(Sampling sampling, int sequencesPerBatch, int cacheTokens)
    implements java.io.Serializable {
  /** A budget of the key-value cache that suits most policies. */
  public static final int DEFAULT_CACHE_TOKENS = 65_536;

  public GenerationSettings {
    if (sequencesPerBatch < 1) {
      throw new IllegalArgumentException("Cannot sample: batch of " + sequencesPerBatch);
    }
    if (cacheTokens < 1) {
      throw new IllegalArgumentException("Cannot sample: cache of " + cacheTokens + " tokens");
    }
  }

  /** The whole softmax at a temperature, with the default budget. */
  public static GenerationSettings full(double temperature, int sequencesPerBatch) {
    return new GenerationSettings(
        Sampling.full(temperature), sequencesPerBatch, DEFAULT_CACHE_TOKENS);
  }
}
