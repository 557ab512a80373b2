package io.souprl.jobs.cli;

import io.souprl.jobs.bench.ScoringBench;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the scoring stage. */
@Command(
    name = "scoring",
    description = {
      "Measure the scoring stage on made-up rollouts: rollouts a second and peak memory.",
      "Answers and responses are the gold and completion of a JSONL file, over and over."
    })
final class BenchScoringCommand implements Runnable {
  @Spec private CommandSpec command;
  @Mixin private BenchRowOptions rows;

  @Option(
      names = "--rollouts",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "How many to score; default: ${DEFAULT-VALUE}.")
  private long rollouts;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "2",
      description = "scoring.partitions; default: ${DEFAULT-VALUE}.")
  private int partitions;

  @Option(
      names = "--work",
      required = true,
      paramLabel = "DIR",
      description = "An empty directory, which becomes the run's.")
  private Path work;

  @Override
  public void run() {
    try (SparkSession spark = Sessions.open("bench scoring")) {
      command
          .commandLine()
          .getOut()
          .println(
              ScoringBench.run(spark, rows.rows(), rollouts, partitions, rows.verifier(), work));
    }
  }
}
