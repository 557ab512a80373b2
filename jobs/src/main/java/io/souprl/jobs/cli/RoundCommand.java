package io.souprl.jobs.cli;

import io.souprl.config.SoupConfig;
import io.souprl.error.InputErrors;
import io.souprl.jobs.imports.RunInputs;
import io.souprl.jobs.round.Fork;
import io.souprl.jobs.round.RoundJob;
import io.souprl.jobs.run.Run;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs whole rounds in one application, of a run or of a fork of it. */
@Command(
    name = "round",
    description = {
      "Run whole rounds: rollout, scoring, training and, when due, evaluation.",
      "With --from-round and --run-dir: in a fork of the run, which begins with what the run had"
          + " before that round. Later commands find it by its run.dir."
    })
final class RoundCommand implements Runnable {
  @Mixin private ConfigOptions options;
  @Mixin private RoundOptions round;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many rounds, one after the other; default: ${DEFAULT-VALUE}.")
  private int count;

  @ArgGroup(exclusive = false, heading = "Fork:%n")
  private ForkOptions fork;

  /** Of a run that begins inside of another one. */
  static final class ForkOptions {
    @Option(
        names = "--from-round",
        required = true,
        paramLabel = "N",
        description = "First round of the fork; those before it are the run's.")
    private int round;

    @Option(
        names = "--run-dir",
        required = true,
        paramLabel = "DIR",
        description = "Directory of the fork.")
    private String directory;
  }

  @Override
  public void run() {
    round.check();
    if (count < 1) {
      throw InputErrors.of("--count", "cannot run " + count + " rounds", "Ask for 1 or more.");
    }
    SoupConfig config = options.load();
    SoupConfig forked = fork == null ? config : options.with("run.dir", fork.directory);
    try (SparkSession spark = Sessions.open("round")) {
      if (fork != null) {
        Fork.make(spark, config, forked, fork.round);
      }
      try (Run run = Run.open(spark, forked)) {
        RunInputs.ensure(run);
        int first = round.orElse(run.ledger().nextRound());
        for (int i = 0; i < count; i++) {
          RoundJob.run(run, first + i);
        }
      }
    }
  }
}
