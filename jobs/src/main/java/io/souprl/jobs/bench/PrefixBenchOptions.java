package io.souprl.jobs.bench;

import io.souprl.error.InputErrors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How to measure what prefixes save.
 *
 * @param prompts groups
 * @param groupSize samples of a group
 * @param prefixedPerGroup of them with a prefix
 * @param responseTokens length of every response, prefix included
 * @param maxFraction upper end of the law of the prefix length, from 0
 * @param repeats timed runs of each
 * @param threads each with one thread of libtorch
 * @param sequencesPerBatch for each thread
 * @param cacheTokens likewise
 * @param work directory for the checkpoint, which is made and kept
 */
public record PrefixBenchOptions(
    int prompts,
    int groupSize,
    int prefixedPerGroup,
    int responseTokens,
    double maxFraction,
    int repeats,
    int threads,
    int sequencesPerBatch,
    int cacheTokens,
    Path work) {
  private static final int ROOM = 900; // of 1,024 positions, beside the prompt

  /** Refuses values that cannot be meant. */
  void check() {
    List<String> problems = new ArrayList<>();
    within("--prompts", prompts, 1, GenerationWorkload.SMALL.prompts(), problems);
    within("--group-size", groupSize, 1, 1024, problems);
    within("--prefixed-per-group", prefixedPerGroup, 0, groupSize, problems);
    within("--response-tokens", responseTokens, 2, ROOM, problems);
    within("--repeats", repeats, 1, 1000, problems);
    within("--threads", threads, 1, 1024, problems);
    if (!(maxFraction >= 0 && maxFraction <= 1)) {
      problems.add("--max-fraction: it is " + maxFraction + ". Give 0 to 1.");
    }
    if (!problems.isEmpty()) {
      throw InputErrors.all(problems);
    }
  }

  private static void within(String option, int value, int least, int most, List<String> problems) {
    if (value < least || value > most) {
      problems.add("%s: it is %d. Give %d to %d.".formatted(option, value, least, most));
    }
  }
}
