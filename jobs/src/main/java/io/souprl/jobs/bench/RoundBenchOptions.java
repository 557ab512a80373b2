package io.souprl.jobs.bench;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How to measure whole rounds.
 *
 * @param workload the policy
 * @param python interpreter of the peer; without one there is none
 * @param repeats timed rounds of each contender
 * @param threads ours; the peer tries this many and 1
 * @param budget padded tokens of our micro-batches
 * @param work directory for checkpoints, runs, scripts and logs, which is made and kept
 */
public record RoundBenchOptions(
    RoundWorkload workload,
    Optional<Path> python,
    int repeats,
    int threads,
    int budget,
    Path work) {
  /** Refuses values that cannot be meant. */
  void check() {
    OptionChecks checks = new OptionChecks();
    checks.atLeastOne("--repeats", repeats);
    checks.atLeastOne("--threads", threads);
    checks.atLeastOne("--micro-batch", budget);
    checks.executable(python);
    checks.finish();
  }
}
