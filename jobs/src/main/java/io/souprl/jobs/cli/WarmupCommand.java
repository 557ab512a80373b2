package io.souprl.jobs.cli;

import io.souprl.config.SoupConfig;
import io.souprl.jobs.run.Stages;
import io.souprl.jobs.warmup.WarmupStage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the warm-up, which comes before the first round. */
@Command(
    name = "warmup",
    description = "Train a base policy on demonstrations, before the first round.")
final class WarmupCommand implements Runnable {
  private static final int BEFORE_THE_FIRST = -1;

  @Mixin private ConfigOptions options;

  @Override
  public void run() {
    SoupConfig config = options.load();
    RunTask.execute("warmup", config, run -> Stages.run(run, new WarmupStage(), BEFORE_THE_FIRST));
  }
}
