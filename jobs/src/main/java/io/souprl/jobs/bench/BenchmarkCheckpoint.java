package io.souprl.jobs.bench;

import io.souprl.checkpoint.CheckpointDirectory;
import io.souprl.checkpoint.ModelConfig;
import io.souprl.checkpoint.SafetensorsWriter;
import io.souprl.checkpoint.TensorEntry;
import io.souprl.error.InputErrors;
import io.souprl.model.Parameter;
import io.souprl.model.ParameterLayout;
import io.souprl.model.PolicyWeights;
import io.souprl.task.CountdownResources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The random policies of the benchmarks: Hugging Face directories without an optimiser's state. */
final class BenchmarkCheckpoint {
  private static final Logger LOG = LoggerFactory.getLogger(BenchmarkCheckpoint.class);
  private static final long SEED = 0;
  private static final long OTHER_HEAP_BYTES = 512L << 20;

  private BenchmarkCheckpoint() {}

  /** The checkpoint of this shape below {@code work}; both are made when they are not there. */
  static Path in(Path work, PolicyShape shape) {
    Path directory = work.resolve(shape.directory());
    if (Files.isDirectory(directory)) {
      return directory;
    }
    try {
      Files.createDirectories(work);
      Path draft = Files.createTempDirectory(work, shape.directory());
      Files.writeString(draft.resolve(ModelConfig.FILE_NAME), shape.config().toPrettyString());
      Files.writeString(draft.resolve("tokenizer.json"), CountdownResources.tokenizer());
      ModelConfig config = ModelConfig.read(draft);
      ParameterLayout layout = ParameterLayout.of(config);
      checkHeap(layout);
      LOG.info("bench: writing {}, {} parameters", directory, layout.size());
      write(draft, PolicyWeights.initialise(config, SEED));
      return Files.move(draft, directory);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + directory, e);
    }
  }

  /** The weights lie in Java memory once on their way to a disk or a device. */
  static void checkHeap(ParameterLayout layout) {
    long needed = Float.BYTES * layout.size() * 5 / 4 + OTHER_HEAP_BYTES;
    if (Runtime.getRuntime().maxMemory() < needed) {
      throw InputErrors.of(
          "--workload",
          "its policy takes a heap of %d MiB and this JVM has %d MiB"
              .formatted(needed >> 20, Runtime.getRuntime().maxMemory() >> 20),
          "Start with SOUPRL_SUBMIT_OPTS='--driver-memory %dm'.".formatted(needed >> 20));
    }
  }

  private static void write(Path directory, PolicyWeights weights) {
    List<TensorEntry> entries =
        weights.layout().tensors().entrySet().stream()
            .map(tensor -> TensorEntry.float32(tensor.getKey(), tensor.getValue()))
            .toList();
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(
            directory.resolve(CheckpointDirectory.WEIGHTS_FILE_NAME), entries)) {
      for (int i = 0; i < weights.values().length; i++) {
        int at = 0;
        for (Parameter.Part part : weights.layout().parameters().get(i).parts()) {
          writer.append(part.tensor(), weights.values()[i], at, part.size());
          at += part.size();
        }
      }
    }
  }
}
