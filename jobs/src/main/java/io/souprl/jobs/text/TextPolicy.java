package io.souprl.jobs.text;

import ai.djl.ndarray.NDManager;
import io.souprl.checkpoint.CheckpointDirectory;
import io.souprl.checkpoint.ModelConfig;
import io.souprl.model.ComputeType;
import io.souprl.model.Decoder;
import io.souprl.model.PolicyCheckpoint;
import io.souprl.model.Torch;
import java.nio.file.Path;

/** A policy of a local directory. */
final class TextPolicy implements AutoCloseable {
  private final NDManager manager = Torch.newManager();
  private final Decoder decoder;

  private TextPolicy(Path directory, ComputeType type) {
    this.decoder = Decoder.of(manager, PolicyCheckpoint.read(directory), type);
  }

  /** The configuration of a checkpoint whose files are there and whose headers are sound. */
  static ModelConfig config(Path directory) {
    try (CheckpointDirectory checkpoint = CheckpointDirectory.open(directory)) {
      return checkpoint.config();
    }
  }

  static TextPolicy load(Path directory, ComputeType type) {
    return new TextPolicy(directory, type);
  }

  Decoder decoder() {
    return decoder;
  }

  @Override
  public void close() {
    manager.close();
  }
}
