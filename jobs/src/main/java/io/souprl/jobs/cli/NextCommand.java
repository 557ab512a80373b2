package io.souprl.jobs.cli;

import io.souprl.config.SoupConfig;
import io.souprl.jobs.imports.RunInputs;
import io.souprl.jobs.round.NamedRounds;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Fixes the round that a scheduler is going to run, before it starts a stage. */
@Command(
    name = "next",
    description = {
      "Print the number of the next round, which a scheduler then gives to each stage as --round.",
      "A name that was asked for before gets the same round again, done or not: so a scheduled run"
          + " that is repeated does nothing twice."
    })
final class NextCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "What the scheduler calls its run; without it nothing is kept.")
  private String name;

  @Override
  public void run() {
    SoupConfig config = options.load();
    RunTask.execute(
        "next",
        config,
        run -> {
          RunInputs.ensure(run);
          spec.commandLine()
              .getOut()
              .println(name == null ? run.ledger().nextRound() : NamedRounds.of(run, name));
        });
  }
}
