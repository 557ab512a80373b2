package io.souprl.jobs.cli;

import io.souprl.config.SoupConfig;
import io.souprl.jobs.run.Run;
import org.apache.spark.sql.SparkSession;

/** Work on an opened run. */
interface RunTask {
  void accept(Run run);

  /** Opens session and run, does the work, and closes both. */
  static void execute(String command, SoupConfig config, RunTask task) {
    try (SparkSession spark = Sessions.open(command);
        Run run = Run.open(spark, config)) {
      task.accept(run);
    }
  }
}
