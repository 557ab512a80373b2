package io.souprl.jobs.text;

import io.souprl.error.InputErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * How to answer prompts.
 *
 * @param samples answers a prompt
 * @param temperature 0 is greedy
 * @param maxTokens longest answer; empty: what fits the model, {@value #DEFAULT_MAX_TOKENS} at most
 * @param seed of the sampling
 * @param sequencesPerBatch sequences that decode together at most
 */
public record GenerationOptions(
    int samples, double temperature, OptionalInt maxTokens, long seed, int sequencesPerBatch) {
  /** Longest answer when none is asked for. */
  public static final int DEFAULT_MAX_TOKENS = 256;

  /** Refuses values that cannot be meant. */
  void check() {
    List<String> problems = new ArrayList<>();
    if (samples < 1) {
      problems.add("--n: it is " + samples + ". Ask for 1 or more.");
    }
    if (!(temperature >= 0) || Double.isInfinite(temperature)) {
      problems.add("--temperature: it is " + temperature + ". Give 0 (greedy) or more.");
    }
    if (maxTokens.isPresent() && maxTokens.getAsInt() < 1) {
      problems.add("--max-tokens: it is " + maxTokens.getAsInt() + ". Ask for 1 or more.");
    }
    if (sequencesPerBatch < 1) {
      problems.add("--sequences-per-batch: it is " + sequencesPerBatch + ". Give 1 or more.");
    }
    if (!problems.isEmpty()) {
      throw InputErrors.all(problems);
    }
  }

  /** Longest answer behind a prompt of this length, in a context of so many tokens. */
  int room(int promptLength, int context) {
    return maxTokens.orElse(Math.min(DEFAULT_MAX_TOKENS, context - promptLength));
  }
}
