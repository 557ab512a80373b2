package io.souprl.jobs.cli;

import io.souprl.jobs.text.TextVerification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Verifies completions of a file. */
@Command(
    name = "verify",
    description = {
      "Verify completions: {id, gold, completion} to {id, status, reward, extracted_answer}.",
      "A list as gold means any of its answers."
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
