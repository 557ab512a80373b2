package io.souprl.jobs.bench;

import io.souprl.error.InputErrors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How to measure generation.
 *
 * @param workload what is generated
 * @param scale fraction of the workload's prompts, in (0, 1]
 * @param python interpreter of the peers; without one only our own generation is measured
 * @param peers names of those to measure; empty: all
 * @param repeats timed runs of each contender
 * @param threads of our own generation, each with one thread of libtorch; peers try this many and 1
 * @param sequencesPerBatch of our own generation, for each thread
 * @param cacheTokens likewise
 * @param work directory for checkpoints, scripts and logs, which is made and kept
 */
public record GenerationBenchOptions(
    GenerationWorkload workload,
    double scale,
    Optional<Path> python,
    Set<String> peers,
    int repeats,
    int threads,
    int sequencesPerBatch,
    int cacheTokens,
    Path work) {
  /** Refuses values that cannot be meant. */
  void check() {
    List<String> problems = new ArrayList<>();
    if (!(scale > 0 && scale <= 1)) {
      problems.add("--scale: it is " + scale + ". Give more than 0 and at most 1.");
    }
    List<String> known = GenerationBench.PEERS;
    peers.stream()
        .filter(name -> !known.contains(name))
        .forEach(
            name ->
                problems.add(
                    "--peers: there is none named "
                        + name
                        + ". Use "
                        + String.join(", ", known)
                        + "."));
    atLeastOne("--repeats", repeats, problems);
    atLeastOne("--threads", threads, problems);
    atLeastOne("--sequences-per-batch", sequencesPerBatch, problems);
    atLeastOne("--cache-tokens", cacheTokens, problems);
    python
        .filter(path -> !Files.isExecutable(path))
        .ifPresent(
            path ->
                problems.add(
                    "--python: " + path + " cannot be run. Name the interpreter of the peers."));
    if (!problems.isEmpty()) {
      throw InputErrors.all(problems);
    }
  }

  private static void atLeastOne(String option, int value, List<String> problems) {
    if (value < 1) {
      problems.add(option + ": it is " + value + ". Give 1 or more.");
    }
  }
}
