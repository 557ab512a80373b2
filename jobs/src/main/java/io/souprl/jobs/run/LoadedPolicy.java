package io.souprl.jobs.run;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.souprl.model.ComputeType;
import io.souprl.model.Decoder;
import io.souprl.model.PolicyCheckpoint;
import io.souprl.model.Torch;
import io.souprl.tokenizer.Tokenizer;
import java.nio.file.Path;

/** A policy in this process, shared by its tasks while they use it. */
public final class LoadedPolicy {
  private final NDManager manager;
  private final String contentHash;
  private final Decoder decoder;
  private final Tokenizer tokenizer;

  private LoadedPolicy(
      NDManager manager, String contentHash, Decoder decoder, Tokenizer tokenizer) {
    this.manager = manager;
    this.contentHash = contentHash;
    this.decoder = decoder;
    this.tokenizer = tokenizer;
  }

  /** Reads the checkpoint and makes sure that it is the one that is meant. */
  static LoadedPolicy load(PolicySource source, Device device, ComputeType type) {
    Path directory = CheckpointFiles.local(source);
    String hash = CheckpointFiles.contentHash(directory);
    if (!hash.equals(source.contentHash())) {
      throw new IllegalStateException(
          "Cannot load the policy %s: it has content hash %s, registered is %s"
              .formatted(source.uri(), hash, source.contentHash()));
    }
    NDManager manager = Torch.newManager(device);
    try {
      Decoder decoder = Decoder.of(manager, PolicyCheckpoint.read(directory), type);
      return new LoadedPolicy(manager, hash, decoder, Tokenizer.load(directory));
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
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

  /** Whether its memory is still there. */
  boolean open() {
    return manager.isOpen();
  }

  void close() {
    tokenizer.close();
    manager.close();
  }
}
