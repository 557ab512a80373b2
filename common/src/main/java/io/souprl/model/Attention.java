package io.souprl.model;

import ai.djl.ndarray.NDArray;

/** How the tokens of one pass through the decoder see each other and what came before them. */
interface Attention {
  /**
   * Attends in one layer.
   *
   * @param projected queries, keys and values of the pass's tokens before rotation, (tokens, (heads
   *     + 2 key-value heads) * dimension)
   * @return (tokens, heads * dimension)
   */
  NDArray attend(int layer, NDArray projected);
}
