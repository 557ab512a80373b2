package io.souprl.jobs.cli;

import io.souprl.jobs.bench.GenerationBench;
import io.souprl.jobs.bench.GenerationBenchOptions;
import io.souprl.jobs.bench.GenerationWorkload;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures generation. */
@Command(
    name = "generate",
    description = {
      "Measure generation in tokens a second, and with --python its peers in turn: transformers'"
          + " generate and continuous batching, and a hand-written PyTorch loop.",
      "small: a policy of 1 million parameters, 512 prompts x 8 samples of 8 to 256 tokens."
          + " shared: a 0.5B policy, 16 prompts of 256 tokens x 4 samples of 8 to 64."
          + " equal: the same policy, 32 prompts of 256 tokens x 1 sample of 32."
    })
final class BenchGenerateCommand implements Runnable {
  @Spec private CommandSpec command;
  @Mixin private ContenderOptions contenders;
  @Mixin private BatchOptions batch;

  @Option(
      names = "--workload",
      paramLabel = "NAME",
      defaultValue = "small",
      description = "${COMPLETION-CANDIDATES} in lower case; default: ${DEFAULT-VALUE}.")
  private GenerationWorkload workload;

  @Option(
      names = "--peers",
      paramLabel = "NAME",
      split = ",",
      description =
          "Which peers: transformers, transformers-continuous-batching, pytorch-loop; default: all.")
  private Set<String> peers = Set.of();

  @Option(
      names = "--scale",
      paramLabel = "FRACTION",
      defaultValue = "1",
      description = "Takes fewer prompts; default: all.")
  private double scale;

  @Override
  public void run() {
    command
        .commandLine()
        .getOut()
        .println(
            GenerationBench.run(
                new GenerationBenchOptions(
                    workload,
                    scale,
                    contenders.python(),
                    peers,
                    contenders.repeats(),
                    contenders.threads(),
                    batch.sequencesPerBatch(),
                    batch.cacheTokens(),
                    contenders.work())));
  }
}
