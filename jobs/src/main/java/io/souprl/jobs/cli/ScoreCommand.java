package io.souprl.jobs.cli;

import io.souprl.config.SoupConfig;
import io.souprl.jobs.run.Stages;
import io.souprl.jobs.scoring.ScoringStage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the scoring stage of a round. */
@Command(name = "score", description = "Verify a round's responses.")
final class ScoreCommand implements Runnable {
  @Mixin private ConfigOptions options;
  @Mixin private RoundOptions round;

  @Override
  public void run() {
    round.check();
    SoupConfig config = options.load();
    RunTask.execute(
        "score",
        config,
        run -> Stages.run(run, new ScoringStage(), round.orElse(run.ledger().nextRound())));
  }
}
