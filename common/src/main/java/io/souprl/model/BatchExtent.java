package io.souprl.model;

/**
 * What decides how much cache a batch needs.
 *
 * @param rows that decode
 * @param longest tokens of the longest row so far
 * @param mostLeft most tokens that any row may still decode
 */
public record BatchExtent(int rows, int longest, int mostLeft) {
  /** No rows. */
  public static final BatchExtent EMPTY = new BatchExtent(0, 0, 0);

  /** With one more row. */
  public BatchExtent with(DecodingRow row) {
    return new BatchExtent(
        rows + 1, Math.max(longest, row.contextLength()), Math.max(mostLeft, row.newTokens()));
  }

  /** Columns of the cache: every row has room for the longest one's tokens. */
  int columns() {
    return longest + mostLeft;
  }

  /** Tokens of cache that the batch takes at most until all its rows have ended. */
  public long cacheTokens() {
    return (long) rows * columns();
  }
}
