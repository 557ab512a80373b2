package io.souprl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Keys and values of the tokens seen so far, all layers in one array of shape (2 layers, rows,
 * key-value heads, columns, head dimension): moving a row is one copy.
 */
final class KeyValueCache implements AutoCloseable {
  private final NDManager manager;
  private final NDArray storage;
  private final NDArray[] keys; // views, one a layer: (rows, heads, columns, dimension)
  private final NDArray[] values;

  /**
   * @param clear columns at the start that are read before they are written and must be finite
   */
  KeyValueCache(NDManager parent, Decoder decoder, int rows, int columns, int clear) {
    this.manager = parent.newSubManager();
    HeadShape heads = decoder.heads();
    int layers = decoder.config().layers();
    Shape shape = new Shape(rows, heads.keys(), columns, heads.dimension());
    this.storage = manager.create(new Shape(2L * layers).addAll(shape), decoder.dataType());
    if (clear > 0) {
      Shape first = new Shape(2L * layers, rows, heads.keys(), clear, heads.dimension());
      try (NDArray zeros = manager.zeros(first, decoder.dataType())) {
        Torch.write(storage, zeros, new long[5], first.getShape());
      }
    }
    this.keys = new NDArray[layers];
    this.values = new NDArray[layers];
    for (int layer = 0; layer < layers; layer++) {
      keys[layer] = Torch.slice(storage, 0, 2L * layer, 2L * layer + 1).reshape(shape);
      values[layer] = Torch.slice(storage, 0, 2L * layer + 1, 2L * layer + 2).reshape(shape);
    }
  }

  int rows() {
    return (int) storage.getShape().get(1);
  }

  int columns() {
    return (int) storage.getShape().get(3);
  }

  /** Tokens that there is room for. */
  long tokens() {
    return (long) rows() * columns();
  }

  /** Writes (rows, heads, new columns, dimension) of the first rows, from a column on. */
  void write(int layer, int column, NDArray key, NDArray value) {
    Shape shape = key.getShape();
    long[] from = {0, 0, column, 0};
    long[] to = {shape.get(0), shape.get(1), column + shape.get(2), shape.get(3)};
    Torch.write(keys[layer], key, from, to);
    Torch.write(values[layer], value, from, to);
  }

  /** A view of the keys of the first rows and columns. */
  NDArray keys(NDManager scope, int layer, int rows, int columns) {
    return view(scope, keys[layer], rows, columns);
  }

  NDArray values(NDManager scope, int layer, int rows, int columns) {
    return view(scope, values[layer], rows, columns);
  }

  private static NDArray view(NDManager scope, NDArray array, int rows, int columns) {
    try (NDArray some = Torch.slice(array, 0, 0, rows)) {
      NDArray view = Torch.slice(some, 2, 0, columns);
      view.attach(scope);
      return view;
    }
  }

  /**
   * Copies columns of consecutive rows of another cache (or of other rows of this one) here.
   *
   * @param fromRow first row there, {@code toRow} here
   * @param fromColumn first column there, {@code toColumn} here
   */
  void copy(
      KeyValueCache source,
      int fromRow,
      int fromColumn,
      int toRow,
      int toColumn,
      int rows,
      int columns) {
    Shape shape = storage.getShape();
    try (NDArray some = Torch.slice(source.storage, 1, fromRow, fromRow + rows);
        NDArray block = Torch.slice(some, 3, fromColumn, fromColumn + columns)) {
      Torch.write(
          storage,
          block,
          new long[] {0, toRow, 0, toColumn, 0},
          new long[] {shape.get(0), toRow + rows, shape.get(2), toColumn + columns, shape.get(4)});
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
