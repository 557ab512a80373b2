package io.souprl.model;

import ai.djl.ndarray.NDManager;

/** A golden model with its weights and decoder, which live as long as the manager. */
record GoldenPolicy(String name, GoldenModel golden, PolicyWeights weights, Decoder decoder) {
  static GoldenPolicy open(String name, NDManager manager) {
    GoldenModel golden = GoldenModel.named(name);
    PolicyWeights weights = PolicyCheckpoint.read(golden.directory());
    return new GoldenPolicy(name, golden, weights, Decoder.of(manager, weights));
  }

  @Override
  public String toString() {
    return name;
  }
}
