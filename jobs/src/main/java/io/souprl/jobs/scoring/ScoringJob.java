package io.souprl.jobs.scoring;

import io.souprl.jobs.cli.Main;

/**
 * The scoring stage as the main class of a plain spark-submit; the options are those of {@code
 * souprl score}.
 */
public final class ScoringJob {
  private ScoringJob() {}

  /** Runs the stage and ends the JVM with its exit code. */
  public static void main(String[] options) {
    Main.main("score", options);
  }
}
