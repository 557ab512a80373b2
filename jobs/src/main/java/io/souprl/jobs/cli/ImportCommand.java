package io.souprl.jobs.cli;

import io.souprl.config.SoupConfig;
import io.souprl.error.InputErrors;
import io.souprl.jobs.imports.CheckpointImport;
import io.souprl.jobs.imports.PromptImport;
import io.souprl.jobs.imports.PromptSource;
import io.souprl.jobs.run.Run;
import java.io.PrintWriter;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Imports prompts or a base policy into a run. */
@Command(
    name = "import",
    description = {
      "Import prompts (JSONL or Parquet) or a Hugging Face checkpoint as the base policy.",
      "Columns of prompts: prompt_id, prompt, answer, verifier, split, dataset, metadata."
    })
final class ImportCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;

  @Option(names = "--run", paramLabel = "DIR", description = "Directory of the run, as run.dir.")
  private String run;

  @Option(names = "--prompts", paramLabel = "FILE", description = "JSONL or Parquet file.")
  private String prompts;

  @Option(
      names = "--split",
      paramLabel = "NAME",
      description = "Split of prompts that name none, such as train or test.")
  private String split;

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      description = "Data set of prompts that name none; default: the file's name.")
  private String dataset;

  @Option(
      names = "--verifier",
      paramLabel = "NAME",
      description = "Verifier of prompts that name none.")
  private String verifier;

  @Option(names = "--checkpoint", paramLabel = "DIR", description = "Hugging Face directory.")
  private String checkpoint;

  @Override
  public void run() {
    if ((prompts == null) == (checkpoint == null)) {
      throw InputErrors.of(
          "import", "it takes one thing at a time", "Give either --prompts or --checkpoint.");
    }
    if (checkpoint != null && Stream.of(split, dataset, verifier).anyMatch(name -> name != null)) {
      throw InputErrors.of(
          "import",
          "--split, --dataset and --verifier say nothing about a checkpoint",
          "Leave them out.");
    }
    SoupConfig config = options.load(run);
    RunTask.execute("import", config, prompts == null ? this::base : this::prompts);
  }

  private void prompts(Run opened) {
    PrintWriter output = spec.commandLine().getOut();
    PromptImport.run(opened, new PromptSource(prompts, split, dataset, verifier))
        .ifPresentOrElse(
            count -> output.printf("imported prompts from %s: %d%n", prompts, count),
            () -> output.printf("%s was imported before: nothing to do%n", prompts));
  }

  private void base(Run opened) {
    PrintWriter output = spec.commandLine().getOut();
    CheckpointImport.run(opened, checkpoint)
        .ifPresentOrElse(
            base -> output.printf("imported %s as policy version 0: %s%n", checkpoint, base.uri()),
            () -> output.printf("%s is the base policy already: nothing to do%n", checkpoint));
  }
}
