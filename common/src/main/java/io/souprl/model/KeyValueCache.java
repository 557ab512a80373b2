package io.souprl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.souprl.checkpoint.ModelConfig;

/**
 * Keys and values of the positions seen so far, one array a layer of shape (rows, key-value heads,
 * capacity, head dimension). Rows are left-padded, so that all write the same column.
 */
final class KeyValueCache implements AutoCloseable {
  private final NDManager manager;
  private final NDArray[] keys;
  private final NDArray[] values;
  private final int capacity;
  private int length;

  KeyValueCache(NDManager parent, ModelConfig config, int rows, int capacity) {
    this.manager = parent.newSubManager();
    this.capacity = capacity;
    this.keys = new NDArray[config.layers()];
    this.values = new NDArray[config.layers()];
    Shape shape = new Shape(rows, config.keyValueHeads(), capacity, config.headDimension());
    for (int layer = 0; layer < keys.length; layer++) {
      keys[layer] = manager.zeros(shape, DataType.FLOAT32);
      values[layer] = manager.zeros(shape, DataType.FLOAT32);
    }
  }

  /** Columns filled. */
  int length() {
    return length;
  }

  /**
   * Writes (rows, heads, columns, dimension) behind what is there; {@link #advance} counts them.
   */
  void write(int layer, NDArray key, NDArray value) {
    long end = length + key.getShape().get(2);
    if (end > capacity) {
      throw new IllegalStateException("Cannot write column " + end + " of " + capacity);
    }
    Torch.write(keys[layer], key, length, end);
    Torch.write(values[layer], value, length, end);
  }

  void advance(int columns) {
    length += columns;
  }

  /** A view of the keys of the first {@code columns} columns; the caller closes it. */
  NDArray keys(int layer, long columns) {
    return Torch.slice(keys[layer], 2, 0, columns);
  }

  NDArray values(int layer, long columns) {
    return Torch.slice(values[layer], 2, 0, columns);
  }

  /** Keeps only these rows, in this order. */
  void select(NDArray rows) {
    for (int layer = 0; layer < keys.length; layer++) {
      keys[layer] = selected(keys[layer], rows);
      values[layer] = selected(values[layer], rows);
    }
  }

  private NDArray selected(NDArray array, NDArray rows) {
    Shape shape = array.getShape();
    try (NDManager scope = manager.newSubManager();
        array) {
      array.attach(scope);
      NDArray flat = array.reshape(shape.get(0), shape.size() / shape.get(0));
      NDArray kept =
          Torch.rows(rows, flat).reshape(rows.size(), shape.get(1), shape.get(2), shape.get(3));
      kept.attach(manager);
      return kept;
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
