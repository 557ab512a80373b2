package io.souprl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Keys and values of the tokens seen so far, all layers in one array each, so that moving a row is
 * two copies. Keys lie transposed, (layers, rows, key-value heads, head dimension, columns): the
 * product of one query with many keys then runs along consecutive numbers, which takes MKL half the
 * time. Values are (layers, rows, key-value heads, columns, head dimension). All is 0 at first, so
 * that what a mask hides is finite.
 */
final class KeyValueCache implements AutoCloseable {
  private static final int ROW_AXIS = 1;
  private static final int KEY_COLUMN_AXIS = 4;
  private static final int VALUE_COLUMN_AXIS = 3;

  private final NDManager manager;
  private final NDArray keys;
  private final NDArray values;
  private final NDArray[] layerKeys; // views: (rows, heads, dimension, columns)
  private final NDArray[] layerValues; // views: (rows, heads, columns, dimension)

  KeyValueCache(NDManager parent, Decoder decoder, int rows, int columns) {
    this.manager = parent.newSubManager();
    HeadShape heads = decoder.heads();
    int layers = decoder.config().layers();
    Shape keyShape = new Shape(rows, heads.keys(), heads.dimension(), columns);
    Shape valueShape = new Shape(rows, heads.keys(), columns, heads.dimension());
    this.keys = manager.zeros(new Shape(layers).addAll(keyShape), decoder.dataType());
    this.values = manager.zeros(new Shape(layers).addAll(valueShape), decoder.dataType());
    this.layerKeys = new NDArray[layers];
    this.layerValues = new NDArray[layers];
    for (int layer = 0; layer < layers; layer++) {
      layerKeys[layer] = Torch.slice(keys, 0, layer, layer + 1L).reshape(keyShape);
      layerValues[layer] = Torch.slice(values, 0, layer, layer + 1L).reshape(valueShape);
    }
  }

  int rows() {
    return (int) values.getShape().get(ROW_AXIS);
  }

  int columns() {
    return (int) values.getShape().get(VALUE_COLUMN_AXIS);
  }

  /** Tokens that there is room for. */
  long tokens() {
    return (long) rows() * columns();
  }

  /** Writes (rows, heads, new columns, dimension) of the first rows, from a column on. */
  void write(int layer, int column, NDArray key, NDArray value) {
    Shape shape = value.getShape();
    long rows = shape.get(0);
    long heads = shape.get(1);
    long end = column + shape.get(2);
    long dimension = shape.get(3);
    NDArray transposed =
        shape.get(2) == 1 ? key.reshape(rows, heads, dimension, 1) : key.swapAxes(2, 3);
    Torch.write(
        layerKeys[layer],
        transposed,
        new long[] {0, 0, 0, column},
        new long[] {rows, heads, dimension, end});
    Torch.write(
        layerValues[layer],
        value,
        new long[] {0, 0, column, 0},
        new long[] {rows, heads, end, dimension});
  }

  /** A view of keys, transposed: (rows, heads, dimension, columns). */
  NDArray keys(NDManager scope, int layer, LengthBucket rows, int fromColumn, int toColumn) {
    return view(scope, layerKeys[layer], rows, 3, fromColumn, toColumn);
  }

  /** A view of values: (rows, heads, columns, dimension). */
  NDArray values(NDManager scope, int layer, LengthBucket rows, int fromColumn, int toColumn) {
    return view(scope, layerValues[layer], rows, 2, fromColumn, toColumn);
  }

  private static NDArray view(
      NDManager scope, NDArray array, LengthBucket rows, int axis, int fromColumn, int toColumn) {
    try (NDArray some = Torch.slice(array, 0, rows.from(), rows.to())) {
      NDArray view = Torch.slice(some, axis, fromColumn, toColumn);
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
    Block there = new Block(fromRow, fromColumn, rows, columns);
    Block here = new Block(toRow, toColumn, rows, columns);
    copy(source.keys, there, keys, here, KEY_COLUMN_AXIS);
    copy(source.values, there, values, here, VALUE_COLUMN_AXIS);
  }

  /** Consecutive rows and columns. */
  private record Block(int row, int column, int rows, int columns) {}

  private static void copy(NDArray from, Block there, NDArray to, Block here, int columnAxis) {
    try (NDArray some = Torch.slice(from, ROW_AXIS, there.row, there.row + (long) there.rows);
        NDArray block =
            Torch.slice(some, columnAxis, there.column, there.column + (long) there.columns)) {
      write(to, block, here, columnAxis);
    }
  }

  /** Sets a row to 0. */
  void clear(int row) {
    Block block = new Block(row, 0, 1, columns());
    try (NDArray zero = manager.zeros(new Shape(1, 1, 1, 1, 1), values.getDataType())) {
      write(keys, zero, block, KEY_COLUMN_AXIS);
      write(values, zero, block, VALUE_COLUMN_AXIS);
    }
  }

  private static void write(NDArray array, NDArray block, Block here, int columnAxis) {
    long[] from = new long[5];
    long[] to = array.getShape().getShape().clone();
    from[ROW_AXIS] = here.row;
    to[ROW_AXIS] = here.row + (long) here.rows;
    from[columnAxis] = here.column;
    to[columnAxis] = here.column + (long) here.columns;
    Torch.write(array, block, from, to);
  }

  @Override
  public void close() {
    manager.close();
  }
}
