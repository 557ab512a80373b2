package io.souprl.jobs.bench;

import io.souprl.random.CounterRandom;
import java.util.Locale;

/** What is generated: fixed by the names of prompts and samples, the same on every machine. */
public enum GenerationWorkload {
  /** Many short prompts on a small policy, with lengths from short to long. */
  SMALL(PolicyShape.SMALL, 512, 8, 16, 48, 8, 256, 64),
  /** A 0.5B policy: long prompts with several samples each. */
  SHARED(PolicyShape.HALF_BILLION, 16, 4, 256, 256, 8, 64, 2),
  /** The same policy with nothing to share and equal lengths. */
  EQUAL(PolicyShape.HALF_BILLION, 32, 1, 256, 256, 32, 32, 4);

  private static final long SEED = 0;

  private final PolicyShape shape;
  private final int prompts;
  private final int samples;
  private final int shortestPrompt;
  private final int longestPrompt;
  private final int shortestResponse;
  private final int longestResponse;
  private final int calibrationPrompts;

  GenerationWorkload(
      PolicyShape shape,
      int prompts,
      int samples,
      int shortestPrompt,
      int longestPrompt,
      int shortestResponse,
      int longestResponse,
      int calibrationPrompts) {
    this.shape = shape;
    this.prompts = prompts;
    this.samples = samples;
    this.shortestPrompt = shortestPrompt;
    this.longestPrompt = longestPrompt;
    this.shortestResponse = shortestResponse;
    this.longestResponse = longestResponse;
    this.calibrationPrompts = calibrationPrompts;
  }

  PolicyShape shape() {
    return shape;
  }

  int prompts() {
    return prompts;
  }

  int samples() {
    return samples;
  }

  /** Prompts that suffice to tell good settings of a contender from bad ones. */
  int calibrationPrompts() {
    return calibrationPrompts;
  }

  /** The spelling on the command line. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  int[] prompt(int prompt) {
    int[] tokens =
        new int[between(shortestPrompt, longestPrompt, stream("bench-prompt-length", prompt))];
    CounterRandom random = stream("bench-prompt", prompt);
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = random.below(shape.vocabulary(), i);
    }
    return tokens;
  }

  int responseLength(int prompt, int sample) {
    return between(
        shortestResponse, longestResponse, stream("bench-response-length", prompt, sample));
  }

  private CounterRandom stream(String purpose, Object... ids) {
    return CounterRandom.of(purpose + "/" + text(), SEED, ids);
  }

  private static int between(int least, int most, CounterRandom random) {
    return least + random.below(most - least + 1, 0);
  }
}
