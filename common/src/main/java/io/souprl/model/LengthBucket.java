package io.souprl.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Consecutive rows of a decoding batch whose attention is computed together, over as many columns
 * as the longest of them has tokens.
 *
 * @param from first row
 * @param to behind the last row
 * @param longest tokens of the longest row
 * @param shortest tokens of the shortest row
 */
record LengthBucket(int from, int to, int longest, int shortest) {
  int rows() {
    return to - from;
  }

  /** Whether some row is padded. */
  boolean padded() {
    return shortest < longest;
  }

  /**
   * The cheapest cut of rows into buckets, in their order: a bucket costs what it has in rows times
   * columns, and {@code overhead} for its operations.
   *
   * @param lengths tokens of each row, at least one
   * @param overhead in rows times columns
   */
  static List<LengthBucket> cut(int[] lengths, long overhead) {
    List<LengthBucket> runs = runs(lengths);
    int count = runs.size();
    long[] cost = new long[count + 1]; // of the first runs
    int[] first = new int[count + 1]; // run of the last bucket of the first runs
    for (int end = 1; end <= count; end++) {
      cost[end] = Long.MAX_VALUE;
      int longest = 0;
      for (int start = end - 1; start >= 0; start--) {
        longest = Math.max(longest, runs.get(start).longest);
        long rows = (long) runs.get(end - 1).to - runs.get(start).from;
        long whole = cost[start] + overhead + rows * longest;
        if (whole < cost[end]) {
          cost[end] = whole;
          first[end] = start;
        }
      }
    }
    List<LengthBucket> buckets = new ArrayList<>();
    for (int end = count; end > 0; end = first[end]) {
      buckets.add(0, joined(runs.subList(first[end], end)));
    }
    return buckets;
  }

  /** Neighbours of one length, which no cut divides. */
  private static List<LengthBucket> runs(int[] lengths) {
    List<LengthBucket> runs = new ArrayList<>();
    for (int from = 0; from < lengths.length; ) {
      int to = from + 1;
      while (to < lengths.length && lengths[to] == lengths[from]) {
        to++;
      }
      runs.add(new LengthBucket(from, to, lengths[from], lengths[from]));
      from = to;
    }
    return runs;
  }

  private static LengthBucket joined(List<LengthBucket> runs) {
    return new LengthBucket(
        runs.get(0).from,
        runs.get(runs.size() - 1).to,
        runs.stream().mapToInt(LengthBucket::longest).max().orElseThrow(),
        runs.stream().mapToInt(LengthBucket::shortest).min().orElseThrow());
  }
}
