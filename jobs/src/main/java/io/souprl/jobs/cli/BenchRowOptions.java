package io.souprl.jobs.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which rows a benchmark verifies, and with what. */
final class BenchRowOptions {
  @Option(
      names = "--rows",
      required = true,
      paramLabel = "FILE",
      description = "JSONL file, plain or gzip.")
  private Path rows;

  @Option(
      names = "--verifier",
      paramLabel = "SPEC",
      defaultValue = "math",
      description = "Verifier with its options; default: ${DEFAULT-VALUE}.")
  private String verifier;

  Path rows() {
    return rows;
  }

  String verifier() {
    return verifier;
  }
}
