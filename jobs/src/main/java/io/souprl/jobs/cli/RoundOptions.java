package io.souprl.jobs.cli;

import io.souprl.error.InputErrors;
import picocli.CommandLine.Option;

/** Which round to work on. */
final class RoundOptions {
  @Option(
      names = "--round",
      paramLabel = "N",
      description = "Round, from 0; default: the lowest that is not complete.")
  private Integer round;

  /** The round asked for, or else this one. */
  int orElse(int next) {
    return round == null ? next : round;
  }

  /** Refuses rounds before the first. */
  void check() {
    if (round != null && round < 0) {
      throw InputErrors.of("--round", "there is no round " + round, "Rounds count from 0.");
    }
  }
}
