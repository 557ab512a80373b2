package io.souprl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Sequences that go through the decoder together, padded on the right.
 *
 * @param sequences the rows
 * @param length columns: the longest row
 */
public record TokenBatch(List<TokenSequence> sequences, int length) {
  /**
   * Positions that go through a matrix product at least, padding included: products of few rows
   * round differently for each number of rows, larger ones do not (measured with MKL in its AUTO
   * mode: from 4 rows on).
   */
  public static final int MINIMUM_ROWS = 16;

  public TokenBatch {
    sequences = List.copyOf(sequences);
  }

  /**
   * Packs sequences into batches of similar length under a budget of padded tokens.
   *
   * @param maxTokens rows x longest row of a batch at most (a single longer row stands alone)
   * @return indices into {@code sequences}, longest first
   */
  public static List<int[]> pack(List<TokenSequence> sequences, int maxTokens) {
    int[] order =
        IntStream.range(0, sequences.size())
            .boxed()
            .sorted(
                Comparator.comparingInt((Integer i) -> -sequences.get(i).length())
                    .thenComparingInt(i -> i))
            .mapToInt(Integer::intValue)
            .toArray();
    List<int[]> batches = new ArrayList<>();
    for (int from = 0; from < order.length; ) {
      int rows = Math.max(1, maxTokens / sequences.get(order[from]).length());
      int to = Math.min(order.length, from + rows);
      batches.add(java.util.Arrays.copyOfRange(order, from, to));
      from = to;
    }
    return batches;
  }

  /** A batch of these sequences. */
  public static TokenBatch of(List<TokenSequence> sequences) {
    int length = sequences.stream().mapToInt(TokenSequence::length).max().orElseThrow();
    return new TokenBatch(sequences, length);
  }

  /** (rows, length) ids, int64, zero where padded; at least {@link #MINIMUM_ROWS} positions. */
  NDArray tokenIds(NDManager manager) {
    int rows = Math.max((MINIMUM_ROWS + length - 1) / length, sequences.size());
    long[] ids = new long[Math.multiplyExact(rows, length)];
    for (int row = 0; row < sequences.size(); row++) {
      int[] tokens = sequences.get(row).tokenIds();
      for (int column = 0; column < tokens.length; column++) {
        ids[row * length + column] = tokens[column];
      }
    }
    return manager.create(ids, new Shape(rows, length));
  }
}
