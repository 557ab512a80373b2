package io.souprl.jobs.cli;

import io.souprl.config.SoupConfig;
import io.souprl.error.InputErrors;
import io.souprl.jobs.imports.CheckpointImport;
import io.souprl.jobs.imports.Curation;
import io.souprl.jobs.imports.PromptFormat;
import io.souprl.jobs.imports.PromptImport;
import io.souprl.jobs.imports.PromptSource;
import io.souprl.jobs.run.Run;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Objects;
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
  @Mixin private RunOptions options;

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

  @Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "plain",
      description =
          "Columns of a well-known data set: ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE},"
              + " the columns above.")
  private PromptFormat format;

  @Option(
      names = "--columns",
      paramLabel = "OURS=THEIRS",
      split = ",",
      description =
          "Other names of columns, such as prompt=problem,answer=reward_model.ground_truth; also"
              + " messages, a list of chat messages in place of a prompt.")
  private Map<String, String> columns = Map.of();

  @Option(
      names = "--worked-answers",
      description = "Answers are worked solutions: what counts stands behind #### or in \\boxed.")
  private boolean worked;

  @Option(
      names = "--system",
      paramLabel = "TEXT",
      description = "System message of every prompt; the checkpoint's chat template renders it.")
  private String system;

  @Option(
      names = "--held-out",
      paramLabel = "FRACTION",
      defaultValue = "0",
      description =
          "Fraction of the prompts without a split that goes to the split test, by a hash of the"
              + " text; the others go to data.train-split.")
  private double heldOut;

  @Option(names = "--dedupe", description = "Leave out prompts with the text of an earlier one.")
  private boolean dedupe;

  @Option(
      names = "--contaminated",
      paramLabel = "WHAT",
      defaultValue = "refuse",
      description =
          "What to do with prompts that share their text or 13 words in a row with a prompt of"
              + " another split where one of the two is trained on: refuse, drop or keep; default:"
              + " ${DEFAULT-VALUE}.")
  private Curation.Contaminated contaminated;

  @Option(names = "--checkpoint", paramLabel = "DIR", description = "Hugging Face directory.")
  private String checkpoint;

  @Override
  public void run() {
    if ((prompts == null) == (checkpoint == null)) {
      throw InputErrors.of(
          "import", "it takes one thing at a time", "Give either --prompts or --checkpoint.");
    }
    if (checkpoint != null && namesPrompts()) {
      throw InputErrors.of(
          "import", "options of prompts say nothing about a checkpoint", "Leave them out.");
    }
    if (heldOut > 0 && split != null) {
      throw InputErrors.of(
          "--held-out", "--split names a split for all rows", "Give one of the two.");
    }
    Curation curation = new Curation(heldOut, dedupe, contaminated);
    SoupConfig config = options.load();
    RunTask.execute(
        "import", config, prompts == null ? this::base : opened -> prompts(opened, curation));
  }

  private boolean namesPrompts() {
    return Stream.of(split, dataset, verifier, system).anyMatch(Objects::nonNull)
        || format != PromptFormat.PLAIN
        || !columns.isEmpty()
        || worked
        || heldOut > 0
        || dedupe;
  }

  private void prompts(Run opened, Curation curation) {
    PrintWriter output = spec.commandLine().getOut();
    PromptSource source =
        new PromptSource(prompts, split, dataset, verifier).in(format, columns, worked, system);
    PromptImport.run(opened, source, curation)
        .ifPresentOrElse(
            counts -> output.printf("imported prompts from %s: %s%n", prompts, counts),
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
