package io.souprl.jobs.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How many whole numbers fall into each of some ranges of equal width, empty ones included. */
public record Histogram(List<Bar> bars) {
  private static final int MOST_BARS = 12;

  /**
   * One range.
   *
   * @param from its least number
   * @param to its greatest number
   * @param count how many fall into it
   */
  public record Bar(int from, int to, long count) {}

  /**
   * The histogram of these numbers, in at most {@value #MOST_BARS} bars from the least to the
   * greatest. Their width is 1, 2 or 5 times a power of ten, and they begin at multiples of it.
   *
   * @param counts how often each number, 0 or more, occurs
   */
  static Histogram of(Map<Integer, Long> counts) {
    List<Bar> bars = new ArrayList<>();
    if (counts.isEmpty()) {
      return new Histogram(bars);
    }
    TreeMap<Integer, Long> sorted = new TreeMap<>(counts);
    int least = sorted.firstKey();
    int greatest = sorted.lastKey();
    int width = width(least, greatest);
    for (int from = least / width * width; from <= greatest; from += width) {
      int to = from + width - 1;
      long count =
          sorted.subMap(from, true, to, true).values().stream().mapToLong(Long::longValue).sum();
      bars.add(new Bar(from, to, count));
    }
    return new Histogram(bars);
  }

  private static int width(int least, int greatest) {
    for (int power = 1; ; power *= 10) {
      for (int factor : new int[] {1, 2, 5}) {
        int width = power * factor;
        if (greatest / width - least / width < MOST_BARS) {
          return width;
        }
      }
    }
  }
}
