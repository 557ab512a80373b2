package io.souprl.jobs.cli;

import io.souprl.jobs.text.Existing;
import io.souprl.jobs.text.TextFiles;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options of commands that turn one JSONL file into another. */
final class FileOptions {
  @Option(
      names = "--input",
      required = true,
      paramLabel = "FILE",
      description = "JSONL file, one object a line.")
  private Path input;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description = "JSONL file to write, in the order of the input.")
  private Path output;

  @Option(names = "--overwrite", description = "Replace the output when it exists.")
  private boolean overwrite;

  TextFiles files() {
    return new TextFiles(input, output, overwrite ? Existing.OVERWRITE : Existing.REFUSE);
  }
}
