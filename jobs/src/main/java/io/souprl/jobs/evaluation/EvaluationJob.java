package io.souprl.jobs.evaluation;

import io.souprl.jobs.cli.Main;

/**
 * The evaluation stage as the main class of a plain spark-submit; the options are those of {@code
 * souprl evaluate}.
 */
public final class EvaluationJob {
  private EvaluationJob() {}

  /** Runs the stage and ends the JVM with its exit code. */
  public static void main(String[] options) {
    Main.main("evaluate", options);
  }
}
