package io.souprl.jobs.rollout;

import io.souprl.jobs.cli.Main;

/**
 * The rollout stage as the main class of a plain spark-submit; the options are those of {@code
 * souprl rollout}.
 */
public final class RolloutJob {
  private RolloutJob() {}

  /** Runs the stage and ends the JVM with its exit code. */
  public static void main(String[] options) {
    Main.main("rollout", options);
  }
}
