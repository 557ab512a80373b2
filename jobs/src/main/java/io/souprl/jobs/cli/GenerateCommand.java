package io.souprl.jobs.cli;

import io.souprl.jobs.text.GenerationOptions;
import io.souprl.jobs.text.TextGeneration;
import java.nio.file.Path;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Answers prompts of a file. */
@Command(
    name = "generate",
    description = {
      "Answer prompts of a JSONL file with a checkpoint.",
      "Input: {id, prompt | prompt_token_ids | messages}, messages with tools if you like; they"
          + " are rendered with the checkpoint's chat template. Output: {id, sample_index,"
          + " token_ids, text, logprobs, finish_reason}, --n lines a prompt."
    })
final class GenerateCommand implements Runnable {
  @Mixin private FileOptions files;

  @Option(
      names = "--checkpoint",
      required = true,
      paramLabel = "DIR",
      description = "Hugging Face directory.")
  private Path checkpoint;

  @Option(
      names = "--n",
      paramLabel = "N",
      defaultValue = "1",
      description = "Answers a prompt; default: ${DEFAULT-VALUE}.")
  private int samples;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "1.0",
      description =
          "0 is greedy, with log-probabilities at temperature 1; default: ${DEFAULT-VALUE}.")
  private double temperature;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      description =
          "Longest answer; default: what fits the model, at most "
              + GenerationOptions.DEFAULT_MAX_TOKENS
              + ".")
  private Integer maxTokens;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of the sampling; default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--sequences-per-batch",
      paramLabel = "N",
      defaultValue = "64",
      description = "Most sequences that decode together; default: ${DEFAULT-VALUE}.")
  private int sequencesPerBatch;

  @Override
  public void run() {
    OptionalInt longest = maxTokens == null ? OptionalInt.empty() : OptionalInt.of(maxTokens);
    TextGeneration.run(
        checkpoint,
        files.files(),
        new GenerationOptions(samples, temperature, longest, seed, sequencesPerBatch));
  }
}
