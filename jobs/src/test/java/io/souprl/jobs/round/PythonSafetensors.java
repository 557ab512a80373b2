package io.souprl.jobs.round;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.souprl.checkpoint.CheckpointDirectory;
import io.souprl.jobs.packaging.Launcher;
import io.souprl.jobs.packaging.Outcome;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;

/** What Python's own safetensors library reads from a checkpoint that we wrote. */
final class PythonSafetensors {
  private static final Path SCRIPT =
      Launcher.ROOT.resolve("jobs/src/test/python/safetensors_contents.py");

  private PythonSafetensors() {}

  /** The library finds the tensors that we find, of this type, with the same sums. */
  static void assertReads(Path directory, String dtype) {
    JsonNode file = contents(directory.resolve(CheckpointDirectory.WEIGHTS_FILE_NAME));
    assertThat(file.path("metadata").path("format").asText()).isEqualTo("pt");
    JsonNode tensors = file.path("tensors");
    try (CheckpointDirectory checkpoint = CheckpointDirectory.open(directory)) {
      assertThat(tensors.fieldNames())
          .toIterable()
          .containsExactlyInAnyOrderElementsOf(checkpoint.names());
      for (String name : checkpoint.names()) {
        JsonNode tensor = tensors.path(name);
        assertThat(tensor.path(0).asText()).isEqualTo(dtype);
        List<Long> shape = checkpoint.entry(name).shape().dimensions();
        assertThat(tensor.path(1)).map(JsonNode::asLong).isEqualTo(shape);
        if (!tensor.path(2).isNull()) {
          double sum = 0;
          for (float value : checkpoint.read(name)) {
            sum += value;
          }
          assertThat(tensor.path(2).asDouble()).isCloseTo(sum, Offset.offset(1e-6));
        }
      }
    }
  }

  private static JsonNode contents(Path file) {
    Outcome outcome =
        Launcher.finish(
            new ProcessBuilder(
                System.getProperty("souprl.python"), SCRIPT.toString(), file.toString()));
    assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    try {
      return new ObjectMapper().readTree(outcome.output());
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
