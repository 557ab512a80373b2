package io.souprl.jobs.cli;

import io.souprl.config.SoupConfig;
import io.souprl.error.InputErrors;
import io.souprl.jobs.run.Stages;
import io.souprl.jobs.scoring.Rescoring;
import io.souprl.jobs.scoring.ScoringStage;
import io.souprl.verify.Verifiers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the scoring stage of a round, or scores rounds again. */
@Command(
    name = "score",
    description = {
      "Verify a round's responses.",
      "With --rounds: verify rounds again that are scored, beside the scores that they have."
    })
final class ScoreCommand implements Runnable {
  private static final Pattern RANGE = Pattern.compile("(\\d{1,6})(?:\\.\\.(\\d{1,6}))?");

  @Mixin private ConfigOptions options;
  @Mixin private RoundOptions round;

  @Option(
      names = "--rounds",
      paramLabel = "A..B",
      description = "Score these rounds again, both ends included.")
  private String rounds;

  @Option(
      names = "--verifier",
      paramLabel = "SPEC",
      description = "With --rounds: verifier of all prompts; default: scoring.verifier.")
  private String verifier;

  @Override
  public void run() {
    round.check();
    if (rounds == null) {
      if (verifier != null) {
        throw InputErrors.of(
            "--verifier",
            "it goes with --rounds",
            "Set scoring.verifier to score a round with another verifier.");
      }
      RunTask.execute(
          "score",
          options.load(),
          run -> Stages.run(run, new ScoringStage(), round.orElse(run.ledger().nextRound())));
      return;
    }
    Matcher range = RANGE.matcher(rounds);
    if (!range.matches()) {
      throw InputErrors.of("--rounds", "'" + rounds + "' is no range", "Write it as 3..17.");
    }
    int first = Integer.parseInt(range.group(1));
    int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
    if (last < first) {
      throw InputErrors.of("--rounds", rounds + " is empty", "Name the earlier round first.");
    }
    if (verifier != null) {
      Verifiers.named(verifier);
    }
    SoupConfig config =
        verifier == null ? options.load() : options.with("scoring.verifier", verifier);
    RunTask.execute("score", config, run -> Rescoring.run(run, first, last));
  }
}
