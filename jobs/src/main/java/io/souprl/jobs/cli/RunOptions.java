package io.souprl.jobs.cli;

import io.souprl.config.SoupConfig;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a command on a run, which needs no more than the run's directory. */
final class RunOptions {
  @Mixin private ConfigOptions options;

  @Option(names = "--run", paramLabel = "DIR", description = "Directory of the run, as run.dir.")
  private String run;

  /** The configuration, checked, with the run in that directory when one is named. */
  SoupConfig load() {
    return run == null ? options.load() : options.with("run.dir", run);
  }
}
