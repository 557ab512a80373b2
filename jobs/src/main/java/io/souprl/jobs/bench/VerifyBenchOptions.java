package io.souprl.jobs.bench;

import io.souprl.error.InputErrors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How to measure verification.
 *
 * @param rows JSONL file, plain or gzip
 * @param label field with the label of a row, if there is one
 * @param verifier specification
 * @param python interpreter with Math-Verify; empty: only SoupRL is measured
 * @param repeats timed turns of each
 * @param seconds that a turn of ours lasts at least, in whole passes over the rows
 * @param work where scripts and logs are kept
 */
public record VerifyBenchOptions(
    Path rows,
    String label,
    String verifier,
    Optional<Path> python,
    int repeats,
    double seconds,
    Path work) {

  /** Refuses values that cannot be meant. */
  void check() {
    List<String> problems = new ArrayList<>();
    if (repeats < 1) {
      problems.add("--repeats: it is " + repeats + ". Give 1 or more.");
    }
    if (!(seconds >= 0 && seconds <= 3600)) {
      problems.add("--seconds: it is " + seconds + ". Give 0 to 3600.");
    }
    python
        .filter(file -> !Files.isExecutable(file))
        .ifPresent(
            file ->
                problems.add(
                    "--python: %s cannot be run. Name the interpreter of the peers."
                        .formatted(file)));
    if (!problems.isEmpty()) {
      throw InputErrors.all(problems);
    }
  }
}
