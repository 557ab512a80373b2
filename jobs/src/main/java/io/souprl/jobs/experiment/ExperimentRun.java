package io.souprl.jobs.experiment;

import io.souprl.config.SoupConfig;

/**
 * One run of an experiment.
 *
 * @param setting the task and model, which share a base policy
 * @param algorithm what is compared within a setting
 * @param seed pairs the runs of different algorithms
 * @param rounds how many rounds it has
 * @param config of the run, its run.dir among it
 */
record ExperimentRun(String setting, String algorithm, long seed, int rounds, SoupConfig config) {
  /** Such as {@code medium/soup-3}: the run's directory below the experiment's. */
  String name() {
    return setting + "/" + algorithm + "-" + seed;
  }
}
