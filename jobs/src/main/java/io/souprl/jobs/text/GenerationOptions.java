package io.souprl.jobs.text;

import io.souprl.error.InputErrors;
import io.souprl.model.ComputeType;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * How to answer prompts.
 *
 * @param samples answers a prompt
 * @param distribution what tokens are drawn from
 * @param stop what ends an answer beside the checkpoint's end-of-sequence tokens
 * @param maxTokens longest answer; empty: see {@link io.souprl.generation.PromptRequests}
 * @param seed of the sampling
 * @param engine how the work is done
 */
public record GenerationOptions(
    int samples,
    Distribution distribution,
    Stop stop,
    OptionalInt maxTokens,
    long seed,
    Engine engine) {
  /**
   * Parts of {@link io.souprl.generation.Sampling}, not checked yet.
   *
   * @param temperature 0 is greedy
   * @param topK 0 keeps all tokens
   * @param topP 1 keeps all tokens
   * @param minP 0 keeps all tokens
   */
  public record Distribution(double temperature, int topK, double topP, double minP) {}

  /**
   * What ends an answer.
   *
   * @param strings a text that ends the answer and is cut from its text, not from its tokens
   * @param tokenIds tokens that end the answer and stay in it
   */
  public record Stop(List<String> strings, List<Integer> tokenIds) {
    public Stop {
      strings = List.copyOf(strings);
      tokenIds = List.copyOf(tokenIds);
    }
  }

  /**
   * How the work is done; it changes nothing but rounding.
   *
   * @param sequencesPerBatch sequences that a thread decodes together at most
   * @param cacheTokens budget of a thread's key-value cache
   * @param threads that share the prompts
   * @param type of the arithmetic
   */
  public record Engine(int sequencesPerBatch, int cacheTokens, int threads, ComputeType type) {}

  /** Refuses values that cannot be meant. */
  void check() {
    List<String> problems = new ArrayList<>();
    atLeastOne(problems, "--n", samples);
    if (!(distribution.temperature >= 0) || Double.isInfinite(distribution.temperature)) {
      problems.add(
          "--temperature: it is " + distribution.temperature + ". Give 0 (greedy) or more.");
    }
    if (distribution.topK < 0) {
      problems.add(
          "--top-k: it is " + distribution.topK + ". Give 1 or more, or 0 for all tokens.");
    }
    if (!(distribution.topP > 0 && distribution.topP <= 1)) {
      problems.add("--top-p: it is " + distribution.topP + ". Give more than 0 and at most 1.");
    }
    if (!(distribution.minP >= 0 && distribution.minP < 1)) {
      problems.add("--min-p: it is " + distribution.minP + ". Give 0 or more and less than 1.");
    }
    if (stop.strings.contains("")) {
      problems.add("--stop: it is empty. Give at least one character.");
    }
    maxTokens.ifPresent(tokens -> atLeastOne(problems, "--max-tokens", tokens));
    atLeastOne(problems, "--sequences-per-batch", engine.sequencesPerBatch);
    atLeastOne(problems, "--cache-tokens", engine.cacheTokens);
    atLeastOne(problems, "--threads", engine.threads);
    if (!problems.isEmpty()) {
      throw InputErrors.all(problems);
    }
  }

  private static void atLeastOne(List<String> problems, String option, int value) {
    if (value < 1) {
      problems.add(option + ": it is " + value + ". Give 1 or more.");
    }
  }
}
