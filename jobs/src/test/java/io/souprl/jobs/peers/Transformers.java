package io.souprl.jobs.peers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.souprl.jobs.packaging.Launcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The transformers library in the Python that {@code -Dpeers.python} names. */
final class Transformers {
  private static final Path SCRIPT =
      Launcher.ROOT.resolve("jobs/src/test/python/transformers_scores.py");

  private Transformers() {}

  /** What it computes for these sequences; see the script. */
  static JsonNode scores(Path checkpoint, List<int[]> sequences, double temperature)
      throws IOException {
    String python = System.getProperty("souprl.peers-python", "");
    assertThat(python).as("name a Python with -Dpeers.python").isNotEmpty();
    ObjectMapper mapper = new ObjectMapper();
    Path request = Files.createTempFile("souprl-peers", ".json");
    Path answer = Files.createTempFile("souprl-peers", ".json");
    Path log = Files.createTempFile("souprl-peers", ".log");
    try {
      mapper.writeValue(
          request.toFile(), Map.of("sequences", sequences, "temperature", temperature));
      ProcessBuilder builder =
          new ProcessBuilder(python, SCRIPT.toString(), checkpoint.toString())
              .redirectInput(request.toFile())
              .redirectOutput(answer.toFile())
              .redirectError(log.toFile());
      builder.environment().put("HF_HUB_OFFLINE", "1");
      int exitCode = builder.start().waitFor();
      assertThat(exitCode).as(Files.readString(log)).isZero();
      return mapper.readTree(answer.toFile());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot wait for " + python, e);
    } finally {
      Files.delete(request);
      Files.delete(answer);
      Files.delete(log);
    }
  }
}
