package io.souprl.jobs.bench;

import io.souprl.error.InputErrors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects what is wrong with the options of a benchmark. */
final class OptionChecks {
  private final List<String> problems = new ArrayList<>();

  void add(String problem) {
    problems.add(problem);
  }

  void atLeastOne(String option, int value) {
    if (value < 1) {
      add(option + ": it is " + value + ". Give 1 or more.");
    }
  }

  void executable(Optional<Path> python) {
    python
        .filter(path -> !Files.isExecutable(path))
        .ifPresent(
            path ->
                add("--python: " + path + " cannot be run. Name the interpreter of the peers."));
  }

  /** Refuses them all at once. */
  void finish() {
    if (!problems.isEmpty()) {
      throw InputErrors.all(problems);
    }
  }
}
