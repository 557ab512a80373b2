package io.souprl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/**
 * Rows of a decoding batch that were admitted together and therefore share their cache columns:
 * contexts end at the same column and every step appends one. A row that leaves gives its place to
 * the last row, so that the first {@link #rows()} rows of the cache are always the live ones.
 */
final class Cohort implements AutoCloseable {
  private final NDManager manager;
  private final Decoder decoder;
  private KeyValueCache cache;
  private NDArray mask; // (cache rows, 1, 1, columns), null when no row is padded
  private final int[] padding;
  private int rows;
  private int columns;

  /**
   * @param contextLengths tokens that each row has at the start
   * @param newTokens most tokens that any row will decode
   */
  Cohort(NDManager parent, Decoder decoder, int[] contextLengths, int newTokens) {
    this.manager = parent.newSubManager();
    this.decoder = decoder;
    this.rows = contextLengths.length;
    this.columns = Arrays.stream(contextLengths).max().orElseThrow();
    this.padding = Arrays.stream(contextLengths).map(length -> columns - length).toArray();
    this.cache = new KeyValueCache(manager, decoder, rows, columns + newTokens, mostPadding());
    hidePadding();
  }

  private int mostPadding() {
    return Arrays.stream(padding, 0, rows).max().orElse(0);
  }

  int rows() {
    return rows;
  }

  /** Tokens that the cache has room for. */
  long cacheTokens() {
    return cache.tokens();
  }

  /** Fills a row's context from columns of another cache. */
  void fill(int row, int from, KeyValueCache source, int sourceRow, int sourceColumn, int length) {
    cache.copy(source, sourceRow, sourceColumn, row, padding[row] + from, 1, length);
  }

  /**
   * Attends with one new token a row.
   *
   * @param query (rows, key-value heads, repeats, dimension), scaled
   * @param key (rows, key-value heads, 1, dimension)
   * @return (rows, key-value heads, repeats, dimension)
   */
  NDArray attend(int layer, NDArray query, NDArray key, NDArray value) {
    NDManager scope = query.getManager();
    cache.write(layer, columns, key, value);
    int seen = columns + 1;
    NDArray scores = query.matMul(cache.keys(scope, layer, rows, seen).swapAxes(2, 3));
    if (mask != null) {
      NDArray some = Torch.slice(mask, 0, 0, rows);
      some.attach(scope);
      scores = scores.addi(Torch.slice(some, 3, 0, seen));
    }
    return scores.softmax(-1).matMul(cache.values(scope, layer, rows, seen));
  }

  /** Counts the column that all layers have written. */
  void advance() {
    columns++;
  }

  /** Removes a row; the last row takes its place. */
  void remove(int row) {
    rows--;
    if (row < rows) {
      cache.copy(cache, rows, 0, row, 0, 1, columns);
      padding[row] = padding[rows];
      if (mask != null) {
        try (NDArray last = Torch.slice(mask, 0, rows, rows + 1L)) {
          long width = mask.getShape().get(3);
          Torch.write(mask, last, new long[] {row, 0, 0, 0}, new long[] {row + 1L, 1, 1, width});
        }
      }
    }
  }

  /** Gives memory back when half of the rows or more have left. */
  void shrink() {
    if (rows == 0 || 2 * rows > cache.rows()) {
      return;
    }
    KeyValueCache smaller = new KeyValueCache(manager, decoder, rows, cache.columns(), 0);
    smaller.copy(cache, 0, 0, 0, 0, rows, columns);
    cache.close();
    cache = smaller;
    hidePadding();
  }

  private void hidePadding() {
    if (mask != null) {
      mask.close();
      mask = null;
    }
    if (mostPadding() == 0) {
      return;
    }
    try (NDManager scope = manager.newSubManager()) {
      long[] first = Arrays.stream(padding, 0, rows).asLongStream().toArray();
      NDArray column = scope.arange(0, cache.columns()).toType(DataType.INT64, false);
      NDArray seen =
          column.reshape(1, cache.columns()).gte(scope.create(first, new Shape(rows, 1)));
      mask = decoder.mask(seen.reshape(rows, 1, 1, cache.columns()));
      mask.attach(manager);
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
