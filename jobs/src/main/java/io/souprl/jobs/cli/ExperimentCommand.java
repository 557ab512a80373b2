package io.souprl.jobs.cli;

import io.souprl.jobs.experiment.Experiment;
import io.souprl.jobs.experiment.ExperimentSelection;
import java.nio.file.Path;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs an experiment and writes its report. */
@Command(
    name = "experiment",
    description = {
      "Compare algorithms over paired seeds: every combination is a normal run, what is done is"
          + " skipped, and a report with pictures is written of all runs that are complete.",
      "conf/experiments/countdown.yaml is an example of an experiment."
    })
final class ExperimentCommand implements Runnable {
  @Spec private CommandSpec command;

  @Parameters(paramLabel = "FILE", description = "The experiment, in YAML.")
  private Path file;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Directory of the runs; default: the file's own.")
  private Path directory;

  @Option(
      names = "--settings",
      paramLabel = "NAME",
      split = ",",
      description = "Only these settings; default: all.")
  private Set<String> settings = Set.of();

  @Option(
      names = "--algorithms",
      paramLabel = "NAME",
      split = ",",
      description = "Only these algorithms; default: all.")
  private Set<String> algorithms = Set.of();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      split = ",",
      description = "Only these seeds; default: all.")
  private Set<Long> seeds = Set.of();

  @Option(
      names = "--parallel",
      paramLabel = "N",
      defaultValue = "2",
      description = "Runs at a time in the application; default: ${DEFAULT-VALUE}.")
  private int parallel;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "Where the report goes; default: report below the experiment's directory.")
  private Path report;

  @Option(names = "--report-only", description = "Make no run, only the report of what is there.")
  private boolean reportOnly;

  @Override
  public void run() {
    Experiment experiment =
        Experiment.read(file, directory, new ExperimentSelection(settings, algorithms, seeds));
    try (SparkSession spark = Sessions.open("experiment")) {
      try {
        if (!reportOnly) {
          experiment.run(spark, parallel);
        }
      } finally { // what is complete is reported, also when a run has failed
        experiment
            .report(spark, report)
            .ifPresent(file -> command.commandLine().getOut().println("Report: " + file));
      }
    }
  }
}
