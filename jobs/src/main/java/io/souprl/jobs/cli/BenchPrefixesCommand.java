package io.souprl.jobs.cli;

import io.souprl.jobs.bench.PrefixBench;
import io.souprl.jobs.bench.PrefixBenchOptions;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what stored prefixes save. */
@Command(
    name = "prefixes",
    description = {
      "Measure rollouts of fixed length with and without stored prefixes, in turn: tokens sampled,"
          + " seconds, and the ratios SOUP / GRPO.",
      "The policy is random, has 1 million parameters and no end of sequence."
    })
final class BenchPrefixesCommand implements Runnable {
  @Spec private CommandSpec command;
  @Mixin private BatchOptions batch;

  @Option(
      names = "--prompts",
      paramLabel = "N",
      defaultValue = "64",
      description = "Groups; default: ${DEFAULT-VALUE}.")
  private int prompts;

  @Option(
      names = "--group-size",
      paramLabel = "N",
      defaultValue = "8",
      description = "Samples of a group; default: ${DEFAULT-VALUE}.")
  private int groupSize;

  @Option(
      names = "--prefixed-per-group",
      paramLabel = "N",
      defaultValue = "4",
      description = "Samples of a group that continue a prefix; default: ${DEFAULT-VALUE}.")
  private int prefixedPerGroup;

  @Option(
      names = "--response-tokens",
      paramLabel = "N",
      defaultValue = "256",
      description = "Length of every response, prefix included; default: ${DEFAULT-VALUE}.")
  private int responseTokens;

  @Option(
      names = "--max-fraction",
      paramLabel = "FRACTION",
      defaultValue = "0.5",
      description = "A prefix is up to this part of a response; default: ${DEFAULT-VALUE}.")
  private double maxFraction;

  @Option(
      names = "--repeats",
      paramLabel = "N",
      defaultValue = "3",
      description = "Timed runs of each; default: ${DEFAULT-VALUE}.")
  private int repeats;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "2",
      description = "Worker threads; default: ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--work",
      required = true,
      paramLabel = "DIR",
      description = "Where the checkpoint is kept.")
  private Path work;

  @Override
  public void run() {
    command
        .commandLine()
        .getOut()
        .println(
            PrefixBench.run(
                new PrefixBenchOptions(
                    prompts,
                    groupSize,
                    prefixedPerGroup,
                    responseTokens,
                    maxFraction,
                    repeats,
                    threads,
                    batch.sequencesPerBatch(),
                    batch.cacheTokens(),
                    work)));
  }
}
