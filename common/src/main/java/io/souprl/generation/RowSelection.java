package io.souprl.generation;

import io.souprl.model.TokenBatch;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Which rows of a batch go on decoding. */
final class RowSelection {
  /** Dropping rows copies the cache, so it waits until this fraction of the rows is left. */
  private static final double LIVE_FRACTION = 0.8;

  private RowSelection() {}

  /**
   * The rows that go on: all, until a fifth of them is done; then the live ones. Done rows fill up
   * {@link TokenBatch#MINIMUM_ROWS} and are ignored.
   */
  static int[] kept(List<Boolean> done) {
    int all = done.size();
    int[] live = rows(done, false);
    if (live.length > LIVE_FRACTION * all || all <= TokenBatch.MINIMUM_ROWS) {
      return IntStream.range(0, all).toArray();
    }
    if (live.length >= TokenBatch.MINIMUM_ROWS) {
      return live;
    }
    int[] filled = Arrays.copyOf(live, TokenBatch.MINIMUM_ROWS);
    int[] finished = rows(done, true);
    System.arraycopy(finished, 0, filled, live.length, filled.length - live.length);
    return filled;
  }

  private static int[] rows(List<Boolean> done, boolean value) {
    return IntStream.range(0, done.size()).filter(row -> done.get(row) == value).toArray();
  }
}
