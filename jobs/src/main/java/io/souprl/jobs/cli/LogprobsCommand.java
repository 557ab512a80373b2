package io.souprl.jobs.cli;

import io.souprl.jobs.text.TextScoring;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Scores token sequences of a file. */
@Command(
    name = "logprobs",
    description = {
      "Score the tokens of a JSONL file with a checkpoint.",
      "Input: {id, token_ids}. Output: {id, logprobs, entropy}, entry i for token i+1 given the"
          + " tokens before it."
    })
final class LogprobsCommand implements Runnable {
  @Mixin private FileOptions files;

  @Option(
      names = "--checkpoint",
      required = true,
      paramLabel = "DIR",
      description = "Hugging Face directory.")
  private Path checkpoint;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "1.0",
      description = "Divides the logits; default: ${DEFAULT-VALUE}.")
  private double temperature;

  @Override
  public void run() {
    TextScoring.run(checkpoint, files.files(), temperature);
  }
}
