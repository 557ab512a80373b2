package io.souprl.jobs.cli;

import io.souprl.config.SoupConfig;
import io.souprl.error.InputErrors;
import io.souprl.jobs.imports.RunInputs;
import io.souprl.jobs.round.RoundJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs whole rounds in one application. */
@Command(
    name = "round",
    description = "Run whole rounds: rollout, scoring, training and, when due, evaluation.")
final class RoundCommand implements Runnable {
  @Mixin private ConfigOptions options;
  @Mixin private RoundOptions round;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many rounds, one after the other; default: ${DEFAULT-VALUE}.")
  private int count;

  @Override
  public void run() {
    round.check();
    if (count < 1) {
      throw InputErrors.of("--count", "cannot run " + count + " rounds", "Ask for 1 or more.");
    }
    SoupConfig config = options.load();
    RunTask.execute(
        "round",
        config,
        run -> {
          RunInputs.ensure(run);
          int first = round.orElse(run.ledger().nextRound());
          for (int i = 0; i < count; i++) {
            RoundJob.run(run, first + i);
          }
        });
  }
}
