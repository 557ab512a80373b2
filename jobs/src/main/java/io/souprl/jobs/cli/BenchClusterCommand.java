package io.souprl.jobs.cli;

import io.souprl.jobs.bench.ClusterBench;
import io.souprl.jobs.bench.ClusterBenchOptions;
import io.souprl.jobs.bench.TrainingWorkload;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures a cluster. */
@Command(
    name = "cluster",
    description = {
      "Measure the rollout stage and optimizer steps on a cluster of one-core workers, in turn with as"
          + " many processes of one thread on this machine, which share the work and nothing else:"
          + " the ratio is the cluster's efficiency.",
      "Workloads are those of bench train."
    })
final class BenchClusterCommand implements Runnable {
  @Spec private CommandSpec command;

  @Option(
      names = "--workload",
      paramLabel = "NAME",
      defaultValue = "medium",
      description =
          "Policy and rows of a step: ${COMPLETION-CANDIDATES} in lower case; default:"
              + " ${DEFAULT-VALUE}.")
  private TrainingWorkload workload;

  @Option(
      names = "--prompts",
      paramLabel = "N",
      defaultValue = "512",
      description = "Prompts of a rollout, 8 samples of 64 tokens each; default: ${DEFAULT-VALUE}.")
  private int prompts;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "2",
      description = "Executors, each with one core; default: ${DEFAULT-VALUE}.")
  private int workers;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "8",
      description = "Optimizer steps of a run; default: ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--repeats",
      paramLabel = "N",
      defaultValue = "3",
      description = "Timed runs of each; default: ${DEFAULT-VALUE}.")
  private int repeats;

  @Option(
      names = "--micro-batch",
      paramLabel = "TOKENS",
      defaultValue = "2048",
      description = "Padded tokens of a micro-batch; default: ${DEFAULT-VALUE}.")
  private int budget;

  @Option(
      names = "--work",
      required = true,
      paramLabel = "DIR",
      description = "A folder that the executors see too, for checkpoints, runs and logs.")
  private Path work;

  @Override
  public void run() {
    try (SparkSession spark = Sessions.open("bench cluster")) {
      command
          .commandLine()
          .getOut()
          .println(
              ClusterBench.run(
                  spark,
                  new ClusterBenchOptions(
                      workload, prompts, workers, steps, repeats, budget, work)));
    }
  }
}
