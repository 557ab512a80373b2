package io.souprl.model;

import ai.djl.ndarray.NDArray;
import io.souprl.checkpoint.ModelConfig;

/**
 * How queries, keys and values lie beside each other in a fused projection: the query heads, then
 * as many key heads as value heads.
 */
record HeadShape(int queries, int keys, int dimension) {
  static HeadShape of(ModelConfig config) {
    return new HeadShape(config.attentionHeads(), config.keyValueHeads(), config.headDimension());
  }

  /** Heads of all three. */
  int all() {
    return queries + 2 * keys;
  }

  /** Query heads that share a key-value head. */
  int repeats() {
    return queries / keys;
  }

  /** Width of the attention's result. */
  int width() {
    return queries * dimension;
  }

  /** The heads that are rotated, of an array whose axis {@code axis} counts all heads. */
  NDArray rotated(NDArray heads, int axis) {
    return Torch.slice(heads, axis, 0, queries + keys);
  }

  NDArray query(NDArray rotated, int axis) {
    return Torch.slice(rotated, axis, 0, queries);
  }

  NDArray key(NDArray rotated, int axis) {
    return Torch.slice(rotated, axis, queries, queries + keys);
  }

  NDArray value(NDArray heads, int axis) {
    return Torch.slice(heads, axis, queries + keys, all());
  }
}
