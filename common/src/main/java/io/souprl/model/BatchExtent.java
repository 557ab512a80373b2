package io.souprl.model;

/**
 * What decides how much cache a batch needs.
 *
 * @param rows that decode
 * @param longest tokens of the longest row so far
 * @param mostLeft most tokens that any row may still decode
 * @param longestEnd tokens of the row that may become the longest
 */
public record BatchExtent(int rows, int longest, int mostLeft, int longestEnd) {
  /** No rows. */
  public static final BatchExtent EMPTY = new BatchExtent(0, 0, 0, 0);

  /** A cache has this part of its longest row's tokens as columns to spare, if it needs them. */
  private static final int SPARE = 4;

  /** With one more row. */
  public BatchExtent with(DecodingRow row) {
    return new BatchExtent(
        rows + 1,
        Math.max(longest, row.contextLength()),
        Math.max(mostLeft, row.newTokens()),
        Math.max(longestEnd, row.contextLength() + row.newTokens()));
  }

  /**
   * Columns of the cache. No row ever has more tokens than {@code longestEnd}; but rows share the
   * column that they append at, so that one with a short context and many tokens to come runs past
   * the end that a long one has set, and the cache must be moved: the spare columns make that rare.
   */
  int columns() {
    return Math.min(longest + mostLeft, longestEnd + longestEnd / SPARE);
  }

  /** Tokens of cache that the batch takes at most until all its rows have ended. */
  public long cacheTokens() {
    return (long) rows * columns();
  }
}
