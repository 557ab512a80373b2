package io.souprl.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.souprl.jobs.training.Histogram.Bar;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TestHistogram {
  @Test
  void hasABarForEachNumberWhenTheyAreFew() {
    assertThat(Histogram.of(Map.of(1, 5L, 3, 2L)).bars())
        .containsExactly(new Bar(1, 1, 5), new Bar(2, 2, 0), new Bar(3, 3, 2));
  }

  @Test
  void hasRoundBoundsWhenTheyAreMany() {
    assertThat(Histogram.of(Map.of(7, 1L, 18, 1L, 19, 1L, 20, 4L)).bars())
        .containsExactly(
            new Bar(6, 7, 1),
            new Bar(8, 9, 0),
            new Bar(10, 11, 0),
            new Bar(12, 13, 0),
            new Bar(14, 15, 0),
            new Bar(16, 17, 0),
            new Bar(18, 19, 2),
            new Bar(20, 21, 4));
  }

  @Test
  void isEmptyForNothing() {
    assertThat(Histogram.of(Map.of()).bars()).isEmpty();
  }

  @Property
  void losesNoNumber(
      @ForAll @Size(min = 1, max = 9) List<@IntRange(max = 100_000) Integer> numbers) {
    Map<Integer, Long> counts =
        numbers.stream().collect(Collectors.groupingBy(number -> number, Collectors.counting()));
    var bars = Histogram.of(counts).bars();
    assertThat(bars.size()).isBetween(1, 12);
    assertThat(bars.stream().mapToLong(Bar::count).sum()).isEqualTo(numbers.size());
    assertThat(bars.get(0).count()).isPositive();
    assertThat(bars.get(bars.size() - 1).count()).isPositive();
  }
}
