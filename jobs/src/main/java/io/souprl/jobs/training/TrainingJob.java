package io.souprl.jobs.training;

import io.souprl.jobs.cli.Main;

/**
 * The training stage as the main class of a plain spark-submit; the options are those of {@code
 * souprl train}.
 */
public final class TrainingJob {
  private TrainingJob() {}

  /** Runs the stage and ends the JVM with its exit code. */
  public static void main(String[] options) {
    Main.main("train", options);
  }
}
