package io.souprl.jobs.cli;

import io.souprl.jobs.bench.TableBench;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the tables. */
@Command(
    name = "tables",
    description =
        "Measure made-up rollouts with their scores as our tables and as JSON lines: bytes on disk, and"
            + " seconds for the pass rate of every prompt, the length of right and wrong responses and"
            + " the rollouts of one prompt.")
final class BenchTablesCommand implements Runnable {
  @Spec private CommandSpec command;

  @Option(
      names = "--rollouts",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "How many; default: ${DEFAULT-VALUE} (25 GB of disk).")
  private long rollouts;

  @Option(
      names = "--tokens",
      paramLabel = "N",
      defaultValue = "200",
      description = "Of each response; default: ${DEFAULT-VALUE}.")
  private int tokens;

  @Option(
      names = "--repeats",
      paramLabel = "N",
      defaultValue = "3",
      description = "Timed runs of each query; default: ${DEFAULT-VALUE}.")
  private int repeats;

  @Option(
      names = "--work",
      required = true,
      paramLabel = "DIR",
      description = "An empty directory.")
  private Path work;

  @Override
  public void run() {
    try (SparkSession spark = Sessions.open("bench tables")) {
      command
          .commandLine()
          .getOut()
          .println(TableBench.run(spark, rollouts, tokens, repeats, work));
    }
  }
}
