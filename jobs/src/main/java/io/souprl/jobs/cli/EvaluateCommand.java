package io.souprl.jobs.cli;

import io.souprl.config.SoupConfig;
import io.souprl.error.InputErrors;
import io.souprl.jobs.evaluation.EvaluationStage;
import io.souprl.jobs.imports.RunInputs;
import io.souprl.jobs.run.Stages;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the evaluation of the policy that a round has written. */
@Command(
    name = "evaluate",
    description = "Measure pass@k, avg@k and maj@k of a round's policy on held-out prompts.")
final class EvaluateCommand implements Runnable {
  @Mixin private ConfigOptions options;

  @Option(
      names = "--round",
      paramLabel = "N",
      description = "Round whose policy is evaluated, -1 for the base; default: the last trained.")
  private Integer round;

  @Override
  public void run() {
    if (round != null && round < -1) {
      throw InputErrors.of(
          "--round", "there is no round " + round, "Rounds count from 0; -1 is the base policy.");
    }
    SoupConfig config = options.load();
    RunTask.execute(
        "evaluate",
        config,
        run -> {
          RunInputs.ensure(run);
          int last = run.ledger().nextRound() - 1;
          Stages.run(run, new EvaluationStage(), round == null ? last : round);
        });
  }
}
