package io.souprl.jobs.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * How to measure optimiser steps.
 *
 * @param workload rows and policy
 * @param python interpreter of the peer; without one there is none
 * @param spark session of the contender that runs as Spark jobs; without one there is none
 * @param repeats timed runs of each contender
 * @param steps of a run
 * @param threads ours, each with one thread of libtorch; the peer tries this many and 1
 * @param budgets padded tokens of a micro-batch that every contender tries
 * @param work directory for checkpoints, scripts and logs, which is made and kept
 */
public record TrainingBenchOptions(
    TrainingWorkload workload,
    Optional<Path> python,
    Optional<SparkSession> spark,
    int repeats,
    int steps,
    int threads,
    List<Integer> budgets,
    Path work) {
  /** Refuses values that cannot be meant. */
  void check() {
    OptionChecks checks = new OptionChecks();
    checks.atLeastOne("--repeats", repeats);
    checks.atLeastOne("--steps", steps);
    checks.atLeastOne("--threads", threads);
    budgets.forEach(budget -> checks.atLeastOne("--micro-batch", budget));
    checks.executable(python);
    checks.finish();
  }
}
