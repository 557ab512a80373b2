package io.souprl.jobs.text;

import java.nio.file.Path;

/**
 * Where a command reads and writes, one JSON object a line.
 *
 * @param input the requests
 * @param output the answers, in the order of the requests
 * @param existing what to do when the output exists
 */
public record TextFiles(Path input, Path output, Existing existing) {
  InputLines lines() {
    return new InputLines(input);
  }

  void checkOutput() {
    OutputFile.check(output, existing);
  }

  OutputLines openOutput() {
    return OutputLines.open(output);
  }
}
