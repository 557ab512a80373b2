package io.souprl.jobs.cli;

import io.souprl.config.SoupConfig;
import io.souprl.jobs.run.Stages;
import io.souprl.jobs.training.TrainingStage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the training stage of a round. */
@Command(
    name = "train",
    description = "Train the policy on a round's scored responses and write the next checkpoint.")
final class TrainCommand implements Runnable {
  @Mixin private ConfigOptions options;
  @Mixin private RoundOptions round;

  @Override
  public void run() {
    round.check();
    SoupConfig config = options.load();
    RunTask.execute(
        "train",
        config,
        run -> Stages.run(run, new TrainingStage(), round.orElse(run.ledger().nextRound())));
  }
}
