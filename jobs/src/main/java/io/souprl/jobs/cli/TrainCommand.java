package io.souprl.jobs.cli;

import io.souprl.config.SoupConfig;
import io.souprl.error.InputErrors;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.run.Stages;
import io.souprl.jobs.training.CheckFormat;
import io.souprl.jobs.training.TrainingCheck;
import io.souprl.jobs.training.TrainingStage;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the training stage of a round, or says what it would find. */
@Command(
    name = "train",
    description = "Train the policy on a round's scored responses and write the next checkpoint.")
final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;
  @Mixin private RoundOptions round;

  @Option(
      names = "--check",
      description = {
        "Say from the tables what training would find before its first step, and write nothing:",
        "how far off-policy the tokens are, how many would be clipped, how many groups are live.",
        "Exit code 1 when the drift gate would refuse the round."
      })
  private boolean check;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "Of --check: text (the default) or json (one object).")
  private CheckFormat format;

  @Override
  public Integer call() {
    round.check();
    if (format != null && !check) {
      throw InputErrors.of("--format", "training has no output", "Use it with --check.");
    }
    SoupConfig config = options.load();
    if (check) {
      return check(config);
    }
    RunTask.execute(
        "train",
        config,
        run -> Stages.run(run, new TrainingStage(), round.orElse(run.ledger().nextRound())));
    return ExitCode.OK;
  }

  private int check(SoupConfig config) {
    try (SparkSession spark = Sessions.open("train --check");
        Run run = Run.read(spark, config)) {
      TrainingCheck found = TrainingCheck.of(run, round.orElse(run.ledger().nextRound()));
      PrintWriter output = spec.commandLine().getOut();
      output.print((format == null ? CheckFormat.TEXT : format).render(found));
      output.flush();
      return found.passes() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
  }
}
