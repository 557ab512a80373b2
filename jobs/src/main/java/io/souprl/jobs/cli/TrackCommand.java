package io.souprl.jobs.cli;

import io.souprl.config.SoupConfig;
import io.souprl.error.InputErrors;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.tracking.RunFigures;
import io.souprl.jobs.tracking.Tracking;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Sends a run's figures to its tracking server; takes no lock. */
@Command(
    name = "track",
    description = {
      "Send the figures of all stages that are done to the tracking server of tracking.mlflow-uri.",
      "Rounds send their own when they run. This is for runs from before, or after the server was"
          + " away: what it has already is not taken twice."
    })
final class TrackCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private RunOptions options;

  @Override
  public void run() {
    SoupConfig config = options.load();
    if (config.tracking().mlflowUri().isEmpty()) {
      throw InputErrors.of(
          "tracking.mlflow-uri",
          "it is not set",
          "Give the server in the config file or with --set tracking.mlflow-uri=http://host:5000.");
    }
    try (SparkSession spark = Sessions.open("track");
        Run opened = Run.read(spark, config)) {
      int stages = Tracking.all(new RunFigures(config, opened.directory(), opened.tables()));
      spec.commandLine().getOut().println("tracked stages: " + stages);
    }
  }
}
