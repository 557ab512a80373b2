package io.souprl.jobs.cli;

import io.souprl.jobs.text.TextVerification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Verifies completions of a file. */
@Command(
    name = "verify",
    description = {
      "Verify the completions of a JSONL file.",
      "Input: {id, gold, completion}, a list as gold means any of its answers. Output: {id, status,"
          + " reward, extracted_answer}."
    })
final class VerifyCommand implements Runnable {
  @Mixin private FileOptions files;

  @Option(
      names = "--verifier",
      paramLabel = "NAME",
      defaultValue = TextVerification.DEFAULT_VERIFIER,
      description = "Verifier of lines that name none; default: ${DEFAULT-VALUE}.")
  private String verifier;

  @Override
  public void run() {
    TextVerification.run(files.files(), verifier);
  }
}
