package io.souprl.jobs.cli;

import io.souprl.jobs.bench.RoundBench;
import io.souprl.jobs.bench.RoundBenchOptions;
import io.souprl.jobs.bench.RoundWorkload;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures whole rounds. */
@Command(
    name = "round",
    description = {
      "Measure whole rounds, rollout to checkpoint, in a running application, and with --python steps of"
          + " TRL's GRPOTrainer in turn: 32 prompts x 8 samples of 64 tokens and one optimizer step.",
      "small, medium, large: policies of 1, 10 and 101 million parameters."
    })
final class BenchRoundCommand implements Runnable {
  @Spec private CommandSpec command;
  @Mixin private ContenderOptions contenders;

  @Option(
      names = "--workload",
      paramLabel = "NAME",
      defaultValue = "small",
      description = "${COMPLETION-CANDIDATES} in lower case; default: ${DEFAULT-VALUE}.")
  private RoundWorkload workload;

  @Option(
      names = "--micro-batch",
      paramLabel = "TOKENS",
      defaultValue = "2048",
      description = "Padded tokens of our micro-batches; default: ${DEFAULT-VALUE}.")
  private int budget;

  @Override
  public void run() {
    try (SparkSession spark = Sessions.open("bench round")) {
      command
          .commandLine()
          .getOut()
          .println(
              RoundBench.run(
                  spark,
                  new RoundBenchOptions(
                      workload,
                      contenders.python(),
                      contenders.repeats(),
                      contenders.threads(),
                      budget,
                      contenders.work())));
    }
  }
}
