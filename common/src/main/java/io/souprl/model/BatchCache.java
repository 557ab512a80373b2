package io.souprl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Keys and values of the rows of a decoding batch. All rows append at the same column, whenever
 * they came: a row's tokens end there and begin at a column of its own, so that a step is one write
 * a layer. Attention goes by buckets of rows of similar length, so that short rows do not pay for
 * long ones. At the last column what is in use moves to the front.
 */
final class BatchCache implements AutoCloseable {
  /**
   * Numbers of keys that are multiplied in the time that the operations of one more bucket take, on
   * a CPU (measured: 45 microseconds a layer) and on a GPU, which does not notice padding.
   */
  private static final long BUCKET_NUMBERS_CPU = 80_000;

  private static final long BUCKET_NUMBERS_GPU = 40_000_000;

  private final NDManager manager;
  private final Decoder decoder;
  private final long bucketOverhead; // in rows times columns
  private KeyValueCache cache;
  private NDArray mask; // (rows, 1, 1, columns), made when a bucket needs it
  private List<LengthBucket> buckets; // of the lengths at bucketColumn
  private int bucketColumn;
  private int[] starts = new int[0]; // column of each row's first token
  private int[] ends = new int[0]; // column behind each row's last possible token
  private int rows;
  private int column; // that the next tokens go to

  BatchCache(NDManager parent, Decoder decoder) {
    this.manager = parent.newSubManager();
    this.decoder = decoder;
    HeadShape heads = decoder.heads();
    long numbers = manager.getDevice().isGpu() ? BUCKET_NUMBERS_GPU : BUCKET_NUMBERS_CPU;
    this.bucketOverhead = numbers / ((long) heads.keys() * heads.dimension());
  }

  int rows() {
    return rows;
  }

  BatchExtent extent() {
    int first = column;
    int last = column;
    int longestEnd = 0;
    for (int row = 0; row < rows; row++) {
      first = Math.min(first, starts[row]);
      last = Math.max(last, ends[row]);
      longestEnd = Math.max(longestEnd, ends[row] - starts[row]);
    }
    return new BatchExtent(rows, column - first, last - column, longestEnd);
  }

  /** Tokens that there is room for. */
  long tokens() {
    return cache == null ? 0 : cache.tokens();
  }

  /** Adds rows at the end, whose contexts are to be {@link #fill}ed in. */
  void admit(List<DecodingRow> added) {
    BatchExtent extent = extent();
    for (DecodingRow row : added) {
      extent = extent.with(row);
    }
    if (cache == null || extent.rows() > cache.rows() || extent.longest() > column) {
      move(extent);
    }
    starts = Arrays.copyOf(starts, extent.rows());
    ends = Arrays.copyOf(ends, extent.rows());
    for (DecodingRow row : added) {
      starts[rows] = column - row.contextLength();
      ends[rows] = column + row.newTokens();
      rows++;
    }
    changed();
  }

  /** Fills columns of a row's context from another cache. */
  void fill(int row, KeyValueCache source, int sourceRow, int sourceColumn, int length) {
    cache.copy(source, sourceRow, sourceColumn, row, starts[row], 1, length);
  }

  /** A new cache of this extent, in which the longest row begins at the first column. */
  private void move(BatchExtent extent) {
    KeyValueCache next = new KeyValueCache(manager, decoder, extent.rows(), extent.columns());
    int shift = column - extent.longest(); // negative when a longer row is to come
    if (rows > 0) {
      int used = extent().longest();
      next.copy(cache, 0, column - used, 0, column - used - shift, rows, used);
    }
    if (cache != null) {
      cache.close();
    }
    cache = next;
    for (int row = 0; row < rows; row++) {
      starts[row] -= shift;
      ends[row] -= shift;
    }
    column -= shift;
    changed();
  }

  private void changed() {
    buckets = null;
    if (mask != null) {
      mask.close();
      mask = null;
    }
  }

  /** Makes room for a step's column. */
  void prepare() {
    if (column == cache.columns()) {
      move(extent());
    }
    if (mask == null && buckets().stream().anyMatch(LengthBucket::padded)) {
      mask = mask();
    }
  }

  /** Rows whose attention is computed together, in their order. */
  List<LengthBucket> buckets() {
    if (buckets == null) {
      int[] lengths = IntStream.range(0, rows).map(row -> column + 1 - starts[row]).toArray();
      buckets = LengthBucket.cut(lengths, bucketOverhead);
      bucketColumn = column;
    }
    return buckets;
  }

  /** The part of the mask that a bucket of this step adds to its scores; null when it has none. */
  NDArray mask(NDManager scope, LengthBucket bucket) {
    return bucket.padded() ? view(scope, bucket) : null;
  }

  private NDArray view(NDManager scope, LengthBucket bucket) {
    try (NDArray some = Torch.slice(mask, 0, bucket.from(), bucket.to())) {
      NDArray view = Torch.slice(some, 3, first(bucket), column + 1L);
      view.attach(scope);
      return view;
    }
  }

  /** The column at which the longest row of a bucket begins. */
  private int first(LengthBucket bucket) {
    return bucketColumn + 1 - bucket.longest();
  }

  /** Writes one token a row, (rows, key-value heads, 1, dimension). */
  void write(int layer, NDArray key, NDArray value) {
    cache.write(layer, column, key, value);
  }

  /** Keys of a bucket with the step's own: (rows, key-value heads, dimension, columns). */
  NDArray keys(NDManager scope, int layer, LengthBucket bucket) {
    return cache.keys(scope, layer, bucket, first(bucket), column + 1);
  }

  /** Values likewise: (rows, key-value heads, columns, dimension). */
  NDArray values(NDManager scope, int layer, LengthBucket bucket) {
    return cache.values(scope, layer, bucket, first(bucket), column + 1);
  }

  /** Counts the column that all layers have written. */
  void advance() {
    column++;
  }

  /** Sets a row to 0 whose numbers are not finite: masks multiply them by 0. */
  void clear(int row) {
    cache.clear(row);
  }

  /**
   * Drops rows. Every bucket keeps its rows together; those at its end fill the holes.
   *
   * @param live which rows stay
   * @return for each row that is left, in its new order, where it was
   */
  int[] keep(boolean[] live) {
    int[] order = new int[live.length];
    int kept = 0;
    for (LengthBucket bucket : buckets()) {
      int alive = 0;
      for (int row = bucket.from(); row < bucket.to(); row++) {
        alive += live[row] ? 1 : 0;
      }
      int end = kept + alive;
      int last = bucket.to();
      for (int place = kept; place < end; place++) {
        int row = place;
        if (place < bucket.from() || !live[place]) {
          do {
            last--;
          } while (!live[last]);
          row = last;
          copy(row, place);
        }
        order[place] = row;
      }
      kept = end;
    }
    if (kept < live.length) {
      rows = kept;
      changed();
      shrink();
    }
    return Arrays.copyOf(order, kept);
  }

  private void copy(int from, int to) {
    int used = column - Arrays.stream(starts, 0, rows).min().orElseThrow();
    cache.copy(cache, from, column - used, to, column - used, 1, used);
    starts[to] = starts[from];
    ends[to] = ends[from];
  }

  /** Gives memory back when half of the rows or more have left. */
  private void shrink() {
    if (rows == 0) {
      cache.close();
      cache = null;
      column = 0;
    } else if (2 * rows <= cache.rows()) {
      move(extent());
    }
  }

  private NDArray mask() {
    try (NDManager scope = manager.newSubManager()) {
      long[] first = Arrays.stream(starts, 0, rows).asLongStream().toArray();
      NDArray columns = scope.arange(0, cache.columns()).toType(DataType.INT64, false);
      NDArray seen =
          columns.reshape(1, cache.columns()).gte(scope.create(first, new Shape(rows, 1)));
      NDArray hidden = decoder.mask(seen.reshape(rows, 1, 1, cache.columns()));
      hidden.attach(manager);
      return hidden;
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
