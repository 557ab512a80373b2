package io.souprl.optim;

/**
 * A stretch of a flat array.
 *
 * @param from first element
 * @param to one past the last
 */
public record ElementRange(int from, int to) {
  public ElementRange {
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("Cannot take elements " + from + " to " + to);
    }
  }
}
