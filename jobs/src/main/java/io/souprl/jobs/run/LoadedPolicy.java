package io.souprl.jobs.run;

import ai.djl.ndarray.NDManager;
import io.souprl.checkpoint.CheckpointDirectory;
import io.souprl.jobs.table.PolicyVersion;
import io.souprl.model.Decoder;
import io.souprl.model.PolicyCheckpoint;
import io.souprl.model.Torch;
import io.souprl.tokenizer.Tokenizer;
import java.nio.file.Path;

/** A policy in this process, shared by its tasks while they use it. */
public final class LoadedPolicy {
  private final NDManager manager = Torch.newManager();
  private final String contentHash;
  private final Decoder decoder;
  private final Tokenizer tokenizer;

  private LoadedPolicy(Path directory, String contentHash) {
    this.contentHash = contentHash;
    this.decoder = Decoder.of(manager, PolicyCheckpoint.read(directory));
    this.tokenizer = Tokenizer.load(directory);
  }

  /** Reads the checkpoint and makes sure that it is the one registered. */
  static LoadedPolicy load(PolicyVersion version) {
    Path directory = CheckpointFiles.local(version);
    try (CheckpointDirectory checkpoint = CheckpointDirectory.open(directory)) {
      String hash = checkpoint.contentHash();
      if (!hash.equals(version.contentHash())) {
        throw new IllegalStateException(
            "Cannot load policy version %d: %s has content hash %s, registered is %s"
                .formatted(version.version(), version.uri(), hash, version.contentHash()));
      }
    }
    return new LoadedPolicy(directory, version.contentHash());
  }

  String contentHash() {
    return contentHash;
  }

  public Decoder decoder() {
    return decoder;
  }

  public Tokenizer tokenizer() {
    return tokenizer;
  }

  void close() {
    tokenizer.close();
    manager.close();
  }
}
