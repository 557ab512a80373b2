package io.souprl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.stream.IntStream;

/**
 * Causal attention of a block of columns, the same ones in every row, over themselves and, with a
 * cache, over the columns before them.
 */
final class BlockAttention implements Attention {
  /** Later columns are hidden from these queries, and nothing is computed for them. */
  private static final int QUERIES_AT_A_TIME = 128;

  private final Decoder decoder;
  private final int rows;
  private final int length;
  private final RotaryEmbedding.Rotation rotation;
  private final NDArray mask; // (rows or 1, 1, 1, length, columns seen)
  private final KeyValueCache cache; // null: the block stands alone
  private final int from;

  private BlockAttention(
      Decoder decoder,
      int rows,
      int length,
      RotaryEmbedding.Rotation rotation,
      NDArray mask,
      KeyValueCache cache,
      int from) {
    this.decoder = decoder;
    this.rows = rows;
    this.length = length;
    this.rotation = rotation;
    this.mask = mask;
    this.cache = cache;
    this.from = from;
  }

  /** Rows that start at position 0; what pads them on the right is seen by no token before it. */
  static BlockAttention alone(Decoder decoder, NDManager scope, int rows, int length) {
    NDArray columns = columns(scope, 0, length);
    NDArray mask = decoder.mask(causal(columns, columns).reshape(1, 1, 1, length, length));
    return new BlockAttention(
        decoder, rows, length, decoder.rotation(columns.reshape(1, length)), mask, null, 0);
  }

  /**
   * Columns {@code [from, from + length)} of cached rows. A row's position 0 is at column {@code
   * padding}, and what is left of it is hidden.
   *
   * @param padding one a row
   */
  static BlockAttention behind(
      Decoder decoder, NDManager scope, KeyValueCache cache, int[] padding, int from, int length) {
    int rows = padding.length;
    int to = from + length;
    NDArray queries = columns(scope, from, to);
    NDArray keys = columns(scope, 0, to);
    NDArray seen = causal(queries, keys).reshape(1, 1, 1, length, to);
    NDArray positions = queries.reshape(1, length);
    if (IntStream.of(padding).anyMatch(pads -> pads > 0)) {
      NDArray first = scope.create(IntStream.of(padding).asLongStream().toArray());
      first = first.reshape(rows, 1);
      seen = seen.logicalAnd(keys.reshape(1, to).gte(first).reshape(rows, 1, 1, 1, to));
      positions = positions.sub(first);
    }
    // What pads a row on the right may lie behind the last position; nothing reads it.
    positions = positions.minimum(decoder.config().maximumPositions() - 1);
    return new BlockAttention(
        decoder, rows, length, decoder.rotation(positions), decoder.mask(seen), cache, from);
  }

  private static NDArray columns(NDManager scope, int from, int to) {
    return scope.arange(from, to).toType(DataType.INT64, false);
  }

  private static NDArray causal(NDArray queries, NDArray keys) {
    return keys.reshape(1, keys.size()).lte(queries.reshape(queries.size(), 1));
  }

  @Override
  public NDArray attend(int layer, NDArray projected) {
    HeadShape shape = decoder.heads();
    int dimension = shape.dimension();
    NDArray heads =
        projected.reshape(rows, length, shape.all(), dimension).swapAxes(1, 2); // (B, heads, T, d)
    NDArray rotated = decoder.rotate(layer, shape.rotated(heads, 1), rotation);
    NDArray query = shape.query(rotated, 1);
    NDArray key = shape.key(rotated, 1);
    NDArray value = shape.value(heads, 1);
    NDArray transposed; // (B, kv, d, S)
    if (cache == null) {
      transposed = key.swapAxes(2, 3);
    } else {
      cache.write(layer, from, key, value);
      LengthBucket all = new LengthBucket(0, rows, from + length, from + length);
      transposed = cache.keys(projected.getManager(), layer, all, 0, from + length);
      value = cache.values(projected.getManager(), layer, all, 0, from + length);
    }
    if (cache != null || length < 2 * QUERIES_AT_A_TIME) {
      return attended(query, transposed, value, mask).reshape((long) rows * length, shape.width());
    }
    NDList parts = new NDList();
    for (int first = 0; first < length; first += QUERIES_AT_A_TIME) {
      int end = Math.min(length, first + QUERIES_AT_A_TIME);
      parts.add(
          attended(
              Torch.slice(query, 2, first, end),
              Torch.slice(transposed, 3, 0, end),
              Torch.slice(value, 2, 0, end),
              Torch.slice(Torch.slice(mask, 3, first, end), 4, 0, end)));
    }
    return NDArrays.concat(parts, 1).reshape((long) rows * length, shape.width());
  }

  /**
   * What queries take from the columns that they see.
   *
   * @param query (B, heads, T, d)
   * @param transposed keys, (B, key-value heads, d, S)
   * @param value (B, key-value heads, S, d)
   * @param hidden what is added to the scores, (B or 1, 1, 1, T, S)
   * @return (B, T, heads * d)
   */
  private NDArray attended(NDArray query, NDArray transposed, NDArray value, NDArray hidden) {
    HeadShape shape = decoder.heads();
    int dimension = shape.dimension();
    long queries = query.getShape().get(2);
    long seen = transposed.getShape().get(3);
    // Queries that share a key-value head lie next to each other: one product serves them all.
    long together = shape.repeats() * queries;
    NDArray weights =
        query
            .mul(decoder.queryScale())
            .reshape(rows, shape.keys(), together, dimension)
            .matMul(transposed) // (B, kv, repeats * T, S)
            .reshape(rows, shape.keys(), shape.repeats(), queries, seen)
            .addi(hidden)
            .softmax(-1)
            .reshape(rows, shape.keys(), together, seen);
    return weights
        .matMul(value) // (B, kv, repeats * T, d)
        .reshape(rows, shape.queries(), queries, dimension)
        .swapAxes(1, 2)
        .reshape(rows, queries, shape.width());
  }
}
