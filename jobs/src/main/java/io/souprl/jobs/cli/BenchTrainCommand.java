package io.souprl.jobs.cli;

import io.souprl.jobs.bench.TrainingBench;
import io.souprl.jobs.bench.TrainingBenchOptions;
import io.souprl.jobs.bench.TrainingWorkload;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures training. */
@Command(
    name = "train",
    description = {
      "Measure optimizer steps in tokens a second: ours in one task, with --spark also as Spark jobs,"
          + " and with --python those of transformers and PyTorch on the same rows and loss, in turn:"
          + " micro-batches of so many rows as trainers make them, and packed by length like ours.",
      "varied: a policy of 1 million parameters, 256 rows of 24 to 304 tokens."
          + " equal: the same, 128 rows of 256 tokens."
          + " tiny, medium, large: 0.1, 10 and 101 million parameters, 64 rows of 256 tokens."
          + " huge: a 0.5B policy, 4 rows of 256 tokens."
    })
final class BenchTrainCommand implements Runnable {
  @Spec private CommandSpec command;
  @Mixin private ContenderOptions contenders;

  @Option(
      names = "--workload",
      paramLabel = "NAME",
      defaultValue = "varied",
      description = "${COMPLETION-CANDIDATES} in lower case; default: ${DEFAULT-VALUE}.")
  private TrainingWorkload workload;

  @Option(
      names = "--spark",
      description = "Also as Spark jobs on local[threads], whose share of a step is reported.")
  private boolean spark;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "4",
      description = "Optimizer steps of a run; default: ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--micro-batch",
      paramLabel = "TOKENS",
      split = ",",
      defaultValue = "2048,4096",
      description =
          "Padded tokens of a micro-batch; every contender takes its fastest; default:"
              + " ${DEFAULT-VALUE}.")
  private List<Integer> budgets;

  @Override
  public void run() {
    if (!spark) {
      run(Optional.empty());
      return;
    }
    try (SparkSession session = Sessions.open("bench train")) {
      run(Optional.of(session));
    }
  }

  private void run(Optional<SparkSession> session) {
    command
        .commandLine()
        .getOut()
        .println(
            TrainingBench.run(
                new TrainingBenchOptions(
                    workload,
                    contenders.python(),
                    session,
                    contenders.repeats(),
                    steps,
                    contenders.threads(),
                    budgets,
                    contenders.work())));
  }
}
