package io.souprl.jobs.cli;

import io.souprl.jobs.text.TextVerification;
import io.souprl.verify.VerifierList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Verifies completions of a file. */
@Command(
    name = "verify",
    description = {
      "Verify the completions of a JSONL file.",
      "Input: {id, gold, completion}, a list as gold means any of its answers. Output: {id, status,"
          + " reward, extracted_answer}."
    })
final class VerifyCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private FileOptions files;

  @Option(
      names = "--verifier",
      paramLabel = "SPEC",
      defaultValue = TextVerification.DEFAULT_VERIFIER,
      description =
          "Verifier of lines that name none, with options: math(percent=any); default:"
              + " ${DEFAULT-VALUE}.")
  private String verifier;

  @Option(names = "--list", help = true, description = "List the verifiers and their options.")
  private boolean list;

  @Override
  public void run() {
    if (list) {
      spec.commandLine().getOut().print(VerifierList.text());
      spec.commandLine().getOut().flush();
      return;
    }
    TextVerification.run(files.files(), verifier);
  }
}
