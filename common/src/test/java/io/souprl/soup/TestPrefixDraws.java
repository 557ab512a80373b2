package io.souprl.soup;

import static org.assertj.core.api.Assertions.assertThat;

import io.souprl.random.CounterRandom;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TestPrefixDraws {
  private static final long SEED = 17;
  private static final int ROUND = 5;
  private static final List<Integer> WINDOW = List.of(1, 2, 3, 4);

  @Test
  void drawsEveryVersionOfTheWindowAboutEquallyOften() {
    var counts =
        IntStream.range(0, 4000)
            .mapToObj(sample -> draw(PrefixSelect.UNIFORM, sample).policyVersion())
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    assertThat(counts).containsOnlyKeys(WINDOW);
    assertThat(counts.values()).allMatch(count -> count > 860 && count < 1140); // 5 deviations
  }

  @Test
  void drawsTheNewestOrTheOldestVersionWhenAsked() {
    assertThat(versions(PrefixSelect.RECENT)).containsExactly(4);
    assertThat(versions(PrefixSelect.OLDEST)).containsExactly(1);
  }

  @Test
  void drawsNothingWithoutAPastPolicyOrRoom() {
    for (PrefixSelect select : PrefixSelect.values()) {
      assertThat(draws(select, 100, List.of()).draw("p", 0, OptionalDouble.of(9))).isEmpty();
      assertThat(draws(select, 1, WINDOW).draw("p", 0, OptionalDouble.of(9))).isEmpty();
    }
  }

  @Property
  void takesTheLawOfStoredPrefixesAtTheMeanStoredLength(
      @ForAll @DoubleRange(min = 1, max = 200) double stored,
      @ForAll @IntRange(min = 0, max = 63) int sample) {
    double u = CounterRandom.of("prefix-length", SEED, ROUND, "p", sample).uniform(0);
    int expected = Math.min(Math.max(1, (int) Math.ceil(0.9 * u * stored)), 99);
    assertThat(
            draws(PrefixSelect.UNIFORM, 100, WINDOW)
                .draw("p", sample, OptionalDouble.of(stored))
                .orElseThrow()
                .length())
        .isEqualTo(expected)
        .isBetween(1, 99);
  }

  @Test
  void expectsHalfOfMaxTokensOfAPromptWithoutStoredResponses() {
    for (int sample = 0; sample < 50; sample++) {
      PrefixDraws draws = draws(PrefixSelect.UNIFORM, 100, WINDOW);
      assertThat(draws.draw("p", sample, OptionalDouble.empty()))
          .isEqualTo(draws.draw("p", sample, OptionalDouble.of(50)));
    }
  }

  private static PrefixDraws draws(PrefixSelect select, int maxTokens, List<Integer> window) {
    return new PrefixDraws(
        new PrefixSettings(PrefixOutcome.ANY, select, 0, 0.9, 16, maxTokens), SEED, ROUND, window);
  }

  private static PrefixDraw draw(PrefixSelect select, int sample) {
    return draws(select, 100, WINDOW).draw("p", sample, OptionalDouble.of(40)).orElseThrow();
  }

  private static List<Integer> versions(PrefixSelect select) {
    return IntStream.range(0, 100)
        .mapToObj(sample -> draw(select, sample).policyVersion())
        .distinct()
        .toList();
  }
}
