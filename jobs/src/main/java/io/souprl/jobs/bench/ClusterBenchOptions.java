package io.souprl.jobs.bench;

import java.nio.file.Path;

/**
 * How to measure a cluster.
 *
 * @param workload rows of an optimiser step, and the policy of rollouts as well
 * @param prompts of a rollout
 * @param workers executors with one core, which must be there or come within a minute
 * @param steps optimiser steps of a run
 * @param repeats timed runs of each contender
 * @param budget padded tokens of a micro-batch
 * @param work directory that all executors see; it is made and kept
 */
public record ClusterBenchOptions(
    TrainingWorkload workload,
    int prompts,
    int workers,
    int steps,
    int repeats,
    int budget,
    Path work) {
  /** Refuses values that cannot be meant. */
  void check() {
    OptionChecks checks = new OptionChecks();
    checks.atLeastOne("--prompts", prompts);
    checks.atLeastOne("--workers", workers);
    checks.atLeastOne("--steps", steps);
    checks.atLeastOne("--repeats", repeats);
    checks.atLeastOne("--micro-batch", budget);
    checks.finish();
  }
}
