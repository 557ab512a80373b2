package io.souprl.generation;

import io.souprl.random.CounterRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * The samples of a prompt outside a run's stages. Sample i draws from the stream of (seed, id, i),
 * so that everyone who asks with the same names gets the same answers.
 */
public final class PromptRequests {
  /** Longest response when none is asked for. */
  public static final int DEFAULT_MAX_TOKENS = 256;

  private static final String PURPOSE = "generate";
  private static final int[] NO_PREFIX = {};

  private PromptRequests() {}

  /**
   * Longest response behind a prompt when none is asked for: what fits the context, {@value
   * #DEFAULT_MAX_TOKENS} at most. At least 1, so that a prompt which fills the context does not
   * fit.
   */
  public static int room(int promptLength, int context) {
    return Math.max(1, Math.min(DEFAULT_MAX_TOKENS, context - promptLength));
  }

  /**
   * One request a sample.
   *
   * @param id names the prompt's draws under the seed
   */
  public static List<GenerationRequest> of(
      int[] prompt, int maxTokens, int samples, long seed, String id) {
    List<GenerationRequest> requests = new ArrayList<>(samples);
    for (int i = 0; i < samples; i++) {
      requests.add(
          new GenerationRequest(
              prompt, NO_PREFIX, maxTokens, CounterRandom.of(PURPOSE, seed, id, i)));
    }
    return requests;
  }
}
