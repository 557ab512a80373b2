package io.souprl.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TestPromptsByDifficulty {
  private static final List<String> ORDER = List.of("a", "b", "c", "d", "e");
  private static final Map<String, Double> RATES = Map.of("a", 0.0, "b", 0.2, "d", 0.8, "e", 1.0);

  @Test
  void takesTheFirstOnesWithinTheBoundsOrWithoutHistory() {
    assertThat(PromptsByDifficulty.of(ORDER, RATES, 0.2, 0.8, 2))
        .isEqualTo(new PromptsByDifficulty(List.of("b", "c"), 2, 0));
    assertThat(PromptsByDifficulty.of(ORDER, RATES, 0.2, 0.8, 3))
        .isEqualTo(new PromptsByDifficulty(List.of("b", "c", "d"), 3, 0));
    assertThat(PromptsByDifficulty.of(ORDER, RATES, 0.21, 0.79, 1))
        .isEqualTo(new PromptsByDifficulty(List.of("c"), 1, 0));
  }

  @Test
  void fillsUpWithTheOthersInTheSameOrder() {
    assertThat(PromptsByDifficulty.of(ORDER, RATES, 0.2, 0.8, 4))
        .isEqualTo(new PromptsByDifficulty(List.of("b", "c", "d", "a"), 3, 1));
    assertThat(PromptsByDifficulty.of(ORDER, RATES, 0.5, 0.5, 5))
        .isEqualTo(new PromptsByDifficulty(List.of("c", "a", "b", "d", "e"), 1, 4));
  }

  @Test
  void takesTheFirstOnesWithoutBoundsOrHistory() {
    assertThat(PromptsByDifficulty.of(ORDER, RATES, 0, 1, 3).promptIds())
        .isEqualTo(ORDER.subList(0, 3));
    assertThat(PromptsByDifficulty.of(ORDER, Map.of(), 0.5, 0.5, 3).promptIds())
        .isEqualTo(ORDER.subList(0, 3));
  }

  @Property
  void givesARoundOfDistinctPromptsWithAllThatFitBeforeAnyThatDoesNot(
      @ForAll @Size(min = 1, max = 20) List<@DoubleRange(min = 0, max = 1) Double> rates,
      @ForAll @DoubleRange(min = 0, max = 1) double min,
      @ForAll @DoubleRange(min = 0, max = 1) double max,
      @ForAll @IntRange(min = 0, max = 20) int wanted) {
    int size = Math.min(wanted, rates.size());
    Map<String, Double> passRates = rates(rates);
    PromptsByDifficulty choice =
        PromptsByDifficulty.of(ids(rates.size()), passRates, min, max, size);
    long fitting = passRates.values().stream().filter(rate -> rate >= min && rate <= max).count();
    assertThat(choice.promptIds()).hasSize(size).doesNotHaveDuplicates();
    assertThat(choice.byDifficulty()).isEqualTo((int) Math.min(size, fitting));
    assertThat(choice.filled()).isEqualTo(size - choice.byDifficulty());
    for (int i = 0; i < size; i++) {
      double rate = passRates.get(choice.promptIds().get(i));
      assertThat(rate >= min && rate <= max).isEqualTo(i < choice.byDifficulty());
    }
    assertThat(choice.promptIds().subList(0, choice.byDifficulty())).isSorted();
    assertThat(choice.promptIds().subList(choice.byDifficulty(), size)).isSorted();
  }

  @Property
  void takesEveryPromptOfTheShuffledRoundThatFits(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 20) int round,
      @ForAll @IntRange(min = 1, max = 12) int wanted,
      @ForAll @Size(min = 1, max = 12) List<@DoubleRange(min = 0, max = 1) Double> rates) {
    int size = Math.min(wanted, rates.size());
    List<String> ids = ids(rates.size());
    Map<String, Double> passRates = rates(rates);
    List<String> fitting =
        RoundPrompts.of(ids, seed, round, size).stream()
            .filter(id -> passRates.get(id) >= 0.3 && passRates.get(id) <= 0.7)
            .toList();
    List<String> order = RoundPrompts.andFollowing(ids, seed, round, size);
    List<String> chosen = PromptsByDifficulty.of(order, passRates, 0.3, 0.7, size).promptIds();
    assertThat(chosen.subList(0, fitting.size())).isEqualTo(fitting);
  }

  @Property
  void doesNotDependOnTheOrderOfThePassRates(
      @ForAll @Size(min = 1, max = 20) List<@DoubleRange(min = 0, max = 1) Double> rates) {
    Map<String, Double> passRates = rates(rates);
    assertThat(PromptsByDifficulty.of(ids(rates.size()), passRates, 0.3, 0.7, 1))
        .isEqualTo(
            PromptsByDifficulty.of(ids(rates.size()), new HashMap<>(passRates), 0.3, 0.7, 1));
  }

  @Test
  void refusesToChooseMoreThanThereAre() {
    assertThatThrownBy(() -> PromptsByDifficulty.of(ORDER, RATES, 0, 1, 6))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot choose 6 of 5 prompts");
  }

  private static List<String> ids(int count) {
    return IntStream.range(0, count).mapToObj("prompt-%02d"::formatted).toList();
  }

  private static Map<String, Double> rates(List<Double> rates) {
    Map<String, Double> passRates = new LinkedHashMap<>();
    List<String> ids = ids(rates.size());
    for (int i = rates.size() - 1; i >= 0; i--) {
      passRates.put(ids.get(i), rates.get(i));
    }
    return passRates;
  }
}
