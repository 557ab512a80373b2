package io.souprl.jobs.warmup;

import io.souprl.jobs.cli.Main;

/**
 * The warm-up as the main class of a plain spark-submit; the options are those of {@code souprl
 * warmup}.
 */
public final class WarmupJob {
  private WarmupJob() {}

  /** Runs the stage and ends the JVM with its exit code. */
  public static void main(String[] options) {
    Main.main("warmup", options);
  }
}
