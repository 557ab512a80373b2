package io.souprl.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TestLengthBucket {
  @Test
  void keepsRowsTogetherWhosePaddingCostsLessThanABucket() {
    assertThat(LengthBucket.cut(new int[] {12, 11, 10}, 4))
        .containsExactly(new LengthBucket(0, 3, 12, 10));
  }

  @Test
  void partsRowsWhosePaddingCostsMore() {
    assertThat(LengthBucket.cut(new int[] {100, 90, 10, 10}, 50))
        .containsExactly(new LengthBucket(0, 2, 100, 90), new LengthBucket(2, 4, 10, 10));
  }

  @Property
  void findsTheCheapestCut(
      @ForAll @Size(min = 1, max = 9) List<@IntRange(min = 1, max = 40) Integer> rows,
      @ForAll @IntRange(min = 0, max = 100) int overhead) {
    int[] lengths = rows.stream().mapToInt(Integer::intValue).toArray();
    List<LengthBucket> buckets = LengthBucket.cut(lengths, overhead);
    int next = 0;
    for (LengthBucket bucket : buckets) {
      assertThat(bucket.from()).isEqualTo(next);
      int[] some = IntStream.range(bucket.from(), bucket.to()).map(i -> lengths[i]).toArray();
      assertThat(bucket.longest()).isEqualTo(IntStream.of(some).max().orElseThrow());
      assertThat(bucket.shortest()).isEqualTo(IntStream.of(some).min().orElseThrow());
      next = bucket.to();
    }
    assertThat(next).isEqualTo(lengths.length);
    long cost = buckets.stream().mapToLong(b -> overhead + (long) b.rows() * b.longest()).sum();
    assertThat(cost).isEqualTo(cheapest(lengths, overhead));
  }

  /** By trying every set of cuts. */
  private static long cheapest(int[] lengths, long overhead) {
    long best = Long.MAX_VALUE;
    for (int cuts = 0; cuts < 1 << (lengths.length - 1); cuts++) {
      long cost = 0;
      int from = 0;
      for (int to = 1; to <= lengths.length; to++) {
        if (to == lengths.length || (cuts >> (to - 1) & 1) == 1) {
          int longest = IntStream.range(from, to).map(i -> lengths[i]).max().orElseThrow();
          cost += overhead + (to - from) * (long) longest;
          from = to;
        }
      }
      best = Math.min(best, cost);
    }
    return best;
  }
}
