package io.souprl.jobs.cli;

import io.souprl.generation.PromptRequests;
import io.souprl.jobs.text.GenerationOptions;
import io.souprl.jobs.text.TextGeneration;
import io.souprl.model.ComputeType;
import java.nio.file.Path;
import java.util.List;
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
  @Mixin private BatchOptions batch;

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
      names = "--top-k",
      paramLabel = "K",
      defaultValue = "0",
      description = "Draws from the K most likely tokens; 0: from all. Default: ${DEFAULT-VALUE}.")
  private int topK;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      defaultValue = "1.0",
      description =
          "Draws from the most likely tokens that make up P together; default: ${DEFAULT-VALUE}.")
  private double topP;

  @Option(
      names = "--min-p",
      paramLabel = "P",
      defaultValue = "0.0",
      description =
          "Draws from tokens at least P times as likely as the likeliest; default:"
              + " ${DEFAULT-VALUE}.")
  private double minP;

  @Option(
      names = "--stop",
      paramLabel = "TEXT",
      description = "Ends an answer at this text, which is cut from it. May be repeated.")
  private List<String> stopStrings = List.of();

  @Option(
      names = "--stop-token-id",
      paramLabel = "ID",
      description =
          "Ends an answer at this token, beside those of the checkpoint. May be repeated.")
  private List<Integer> stopTokenIds = List.of();

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      description =
          "Longest answer; default: what fits the model, at most "
              + PromptRequests.DEFAULT_MAX_TOKENS
              + ".")
  private Integer maxTokens;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of the sampling; default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that share the prompts; default: one a core.")
  private Integer threads;

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      defaultValue = "float32",
      description = "Type of the arithmetic: float32 or float16; default: ${DEFAULT-VALUE}.")
  private ComputeType type;

  @Override
  public void run() {
    OptionalInt longest = maxTokens == null ? OptionalInt.empty() : OptionalInt.of(maxTokens);
    TextGeneration.run(
        checkpoint,
        files.files(),
        new GenerationOptions(
            samples,
            new GenerationOptions.Distribution(temperature, topK, topP, minP),
            new GenerationOptions.Stop(stopStrings, stopTokenIds),
            longest,
            seed,
            new GenerationOptions.Engine(
                batch.sequencesPerBatch(),
                batch.cacheTokens(),
                threads == null ? Runtime.getRuntime().availableProcessors() : threads,
                type)));
  }
}
