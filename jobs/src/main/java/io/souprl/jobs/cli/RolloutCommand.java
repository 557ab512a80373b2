package io.souprl.jobs.cli;

import io.souprl.config.SoupConfig;
import io.souprl.jobs.imports.RunInputs;
import io.souprl.jobs.rollout.RolloutStage;
import io.souprl.jobs.run.Stages;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the rollout stage of a round. */
@Command(
    name = "rollout",
    description = "Sample a round's responses: stored prefixes and their continuations.")
final class RolloutCommand implements Runnable {
  @Mixin private ConfigOptions options;
  @Mixin private RoundOptions round;

  @Override
  public void run() {
    round.check();
    SoupConfig config = options.load();
    RunTask.execute(
        "rollout",
        config,
        run -> {
          RunInputs.ensure(run);
          Stages.run(run, new RolloutStage(), round.orElse(run.ledger().nextRound()));
        });
  }
}
