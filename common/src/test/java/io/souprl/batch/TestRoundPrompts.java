package io.souprl.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.souprl.error.InputException;
import io.souprl.random.CounterRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TestRoundPrompts {

  @Property(tries = 300)
  void givesEveryPromptOnceAnEpochAndAtMostOnceARound(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 12) int prompts,
      @ForAll @IntRange(min = 1, max = 12) int wantedSize) {
    int size = Math.min(wantedSize, prompts);
    List<String> ids = ids(prompts);
    List<String> sequence = new ArrayList<>();
    for (int round = 0; round < 4 * prompts; round++) {
      List<String> taken = RoundPrompts.of(ids, seed, round, size);
      assertThat(taken).hasSize(size).doesNotHaveDuplicates();
      sequence.addAll(taken);
    }
    for (int from = 0; from < sequence.size(); from += prompts) {
      assertThat(sequence.subList(from, from + prompts)).containsExactlyInAnyOrderElementsOf(ids);
    }
  }

  @Property(tries = 300)
  void putsTheOtherPromptsBehindThoseOfTheRoundInTheOrderInWhichTheyFollow(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 12) int prompts,
      @ForAll @IntRange(min = 1, max = 12) int wantedSize,
      @ForAll @IntRange(min = 0, max = 30) int round) {
    int size = Math.min(wantedSize, prompts);
    List<String> ids = ids(prompts);
    Set<String> expected = new LinkedHashSet<>();
    for (int next = round; expected.size() < prompts; next++) {
      expected.addAll(RoundPrompts.of(ids, seed, next, size));
    }
    assertThat(RoundPrompts.andFollowing(ids, seed, round, size))
        .containsExactlyElementsOf(expected);
  }

  @Test
  void takesPositionsOfTheShuffledEpoch() {
    List<String> ids = ids(10);
    List<String> expected = new ArrayList<>(ids);
    expected.sort(Comparator.comparingLong(id -> CounterRandom.hash("prompt-order", 5, 1, id)));
    assertThat(RoundPrompts.of(ids, 5, 2, 5)).isEqualTo(expected.subList(0, 5));
    assertThat(RoundPrompts.of(ids, 5, 3, 5)).isEqualTo(expected.subList(5, 10));
    assertThat(expected).isNotEqualTo(ids);
  }

  @Test
  void putsPassedOverPromptsRightAfterTheStraddlingRound() {
    List<String> ids = ids(6);
    int straddled = 0;
    for (long seed = 0; seed < 20; seed++) {
      long epochSeed = seed;
      List<String> second = new ArrayList<>(ids);
      second.sort(
          Comparator.comparingLong(id -> CounterRandom.hash("prompt-order", epochSeed, 1, id)));
      List<String> round = RoundPrompts.of(ids, seed, 1, 4); // 2 of epoch 0, then 2 of epoch 1
      List<String> tail = round.subList(0, 2);
      List<String> head = second.stream().filter(id -> !tail.contains(id)).limit(2).toList();
      assertThat(round.subList(2, 4)).isEqualTo(head);
      List<String> rest = second.stream().filter(id -> !head.contains(id)).toList();
      assertThat(RoundPrompts.of(ids, seed, 2, 4)).isEqualTo(rest);
      straddled += head.equals(second.subList(0, 2)) ? 0 : 1;
    }
    assertThat(straddled).as("seeds where a prompt was passed over").isPositive();
  }

  @Test
  void doesNotDependOnTheOrderOfThePrompts() {
    List<String> shuffled = new ArrayList<>(ids(50));
    Collections.shuffle(shuffled, new Random(1));
    assertThat(RoundPrompts.of(shuffled, 3, 7, 8)).isEqualTo(RoundPrompts.of(ids(50), 3, 7, 8));
  }

  @Test
  void shufflesEpochsAndSeedsDifferently() {
    List<String> ids = ids(50);
    assertThat(RoundPrompts.of(ids, 3, 0, 50))
        .isNotEqualTo(RoundPrompts.of(ids, 3, 1, 50))
        .isNotEqualTo(RoundPrompts.of(ids, 4, 0, 50));
  }

  @Test
  void refusesMorePromptsARoundThanThereAre() {
    assertThatThrownBy(() -> RoundPrompts.of(ids(3), 0, 0, 4))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "rollout.prompts-per-round: a round takes 4 prompts but there are only 3. "
                + "Lower it to at most 3 or import more prompts.");
    assertThatThrownBy(() -> RoundPrompts.of(ids(3), 0, 0, 0))
        .isInstanceOf(InputException.class)
        .hasMessage("rollout.prompts-per-round: it is 0. Set it to at least 1.");
  }

  @Test
  void refusesRepeatedPrompts() {
    assertThatThrownBy(() -> RoundPrompts.of(List.of("a", "b", "a"), 0, 0, 2))
        .isInstanceOf(InputException.class)
        .hasMessage("prompts: prompt_id 'a' occurs more than once. Give every prompt its own.");
  }

  private static List<String> ids(int count) {
    return IntStream.range(0, count).mapToObj(i -> "prompt-" + i).toList();
  }
}
