package io.souprl.jobs.bench;

import java.nio.file.Path;
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
    OptionChecks checks = new OptionChecks();
    if (!(scale > 0 && scale <= 1)) {
      checks.add("--scale: it is " + scale + ". Give more than 0 and at most 1.");
    }
    List<String> known = GenerationBench.PEERS;
    peers.stream()
        .filter(name -> !known.contains(name))
        .forEach(
            name ->
                checks.add(
                    "--peers: there is none named "
                        + name
                        + ". Use "
                        + String.join(", ", known)
                        + "."));
    checks.atLeastOne("--repeats", repeats);
    checks.atLeastOne("--threads", threads);
    checks.atLeastOne("--sequences-per-batch", sequencesPerBatch);
    checks.atLeastOne("--cache-tokens", cacheTokens);
    checks.executable(python);
    checks.finish();
  }
}
