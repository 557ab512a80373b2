package io.souprl.jobs.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Of benchmarks in which peers in Python take part. */
final class ContenderOptions {
  @Option(
      names = "--python",
      paramLabel = "FILE",
      description =
          "Interpreter with the packages of jobs/src/bench/python/requirements.txt; without it"
              + " only SoupRL is measured.")
  private Path python;

  @Option(
      names = "--repeats",
      paramLabel = "N",
      defaultValue = "3",
      description = "Timed runs of each contender; default: ${DEFAULT-VALUE}.")
  private int repeats;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "2",
      description = "Our worker threads; peers try this many and 1; default: ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--work",
      required = true,
      paramLabel = "DIR",
      description = "Where checkpoints (0.5B: 2 GB), scripts and logs are kept.")
  private Path work;

  Optional<Path> python() {
    return Optional.ofNullable(python);
  }

  int repeats() {
    return repeats;
  }

  int threads() {
    return threads;
  }

  Path work() {
    return work;
  }
}
