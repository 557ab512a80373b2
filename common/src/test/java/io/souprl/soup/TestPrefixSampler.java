package io.souprl.soup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.souprl.random.CounterRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TestPrefixSampler {
  private static final long SEED = 17;
  private static final int ROUND = 5;
  private static final PrefixSettings ANY =
      new PrefixSettings(PrefixOutcome.ANY, PrefixSelect.UNIFORM, 0, 0.5, 16, 100);

  /** Versions 1 to 4, four samples each; only sample 0 of each version is correct. */
  private static final List<PrefixCandidate> HISTORY =
      IntStream.range(0, 16).mapToObj(i -> candidate(1 + i / 4, i % 4, i % 4 == 0, 40)).toList();

  @Test
  void takesTheSmallestHash() {
    for (int sample = 0; sample < 8; sample++) {
      int index = sample;
      String expected =
          HISTORY.stream()
              .min(
                  Comparator.comparingLong(
                      candidate ->
                          CounterRandom.hash(
                              "prefix-choice",
                              SEED,
                              ROUND,
                              "p",
                              index,
                              candidate.policyVersion(),
                              candidate.sampleIndex())))
              .map(PrefixCandidate::rolloutId)
              .orElseThrow();
      assertThat(choose(ANY, sample, HISTORY).orElseThrow().rolloutId()).isEqualTo(expected);
    }
  }

  @Test
  void doesNotDependOnTheOrderOfCandidates() {
    PrefixSettings newest =
        new PrefixSettings(PrefixOutcome.ANY, PrefixSelect.UNIFORM, 0, 1, 5, 100);
    List<PrefixCandidate> shuffled = new ArrayList<>(HISTORY);
    Random random = new Random(0);
    for (int sample = 0; sample < 20; sample++) {
      Collections.shuffle(shuffled, random);
      assertThat(choose(newest, sample, shuffled)).isEqualTo(choose(newest, sample, HISTORY));
    }
  }

  @Test
  void choosesEveryCandidateAboutEquallyOften() {
    Map<String, Integer> counts = new HashMap<>();
    for (int sample = 0; sample < 3200; sample++) {
      counts.merge(choose(ANY, sample, HISTORY).orElseThrow().rolloutId(), 1, Integer::sum);
    }
    assertThat(counts).hasSize(16);
    assertThat(counts.values()).allMatch(count -> count > 130 && count < 270); // 5 deviations
  }

  @Test
  void choosesAnewForEveryPromptRoundAndSeed() {
    List<String> byPrompt = new ArrayList<>();
    List<String> byRound = new ArrayList<>();
    List<String> bySeed = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      byPrompt.add(id(new PrefixSampler(ANY, SEED, ROUND).choose("p" + i, 0, HISTORY)));
      byRound.add(id(new PrefixSampler(ANY, SEED, i).choose("p", 0, HISTORY)));
      bySeed.add(id(new PrefixSampler(ANY, i, ROUND).choose("p", 0, HISTORY)));
    }
    assertThat(List.of(byPrompt, byRound, bySeed))
        .allSatisfy(ids -> assertThat(ids.stream().distinct().count()).isGreaterThan(5));
  }

  @Test
  void considersOnlyTheNewest() {
    PrefixSettings newest =
        new PrefixSettings(PrefixOutcome.ANY, PrefixSelect.UNIFORM, 0, 0.5, 6, 100);
    assertThat(chosen(newest, HISTORY))
        .containsExactlyInAnyOrder("v4s0", "v4s1", "v4s2", "v4s3", "v3s0", "v3s1");
  }

  @Test
  void filtersByOutcomeAfterTakingTheNewest() {
    assertThat(chosen(with(PrefixOutcome.CORRECT), HISTORY))
        .containsExactlyInAnyOrder("v1s0", "v2s0", "v3s0", "v4s0");
    assertThat(chosen(with(PrefixOutcome.INCORRECT), HISTORY)).hasSize(12).noneMatch(this::first);
    PrefixSettings newestFive =
        new PrefixSettings(PrefixOutcome.CORRECT, PrefixSelect.UNIFORM, 0, 0.5, 5, 100);
    assertThat(chosen(newestFive, HISTORY)).containsExactlyInAnyOrder("v4s0", "v3s0");
  }

  @Test
  void isOnPolicyWithoutAnAdmittedCandidate() {
    List<PrefixCandidate> wrong = List.of(candidate(1, 0, false, 40));
    assertThat(choose(with(PrefixOutcome.CORRECT), 0, wrong)).isEmpty();
    assertThat(choose(ANY, 0, List.of())).isEmpty();
    assertThat(choose(with(PrefixOutcome.BALANCED), 0, List.of())).isEmpty();
  }

  @Test
  void balancesAgainstThePassRateOfTheWindow() {
    PrefixSettings balanced = with(PrefixOutcome.BALANCED);
    assertThat(chosen(balanced, HISTORY)).hasSize(4).allMatch(this::first);
    List<PrefixCandidate> easy =
        HISTORY.stream()
            .map(c -> candidate(c.policyVersion(), c.sampleIndex(), !c.correct(), 40))
            .toList();
    assertThat(chosen(balanced, easy)).hasSize(4).allMatch(this::first);
    List<PrefixCandidate> even = List.of(candidate(1, 0, true, 40), candidate(1, 1, false, 40));
    assertThat(chosen(balanced, even)).containsExactlyInAnyOrder("v1s0", "v1s1");
  }

  @Test
  void takesThePassRateOverTheWholeWindowNotOnlyTheNewest() {
    PrefixSettings newestTwo =
        new PrefixSettings(PrefixOutcome.BALANCED, PrefixSelect.UNIFORM, 0, 0.5, 2, 100);
    // 4 of 16 correct in the window, 1 of the newest 2.
    assertThat(chosen(newestTwo, HISTORY)).containsExactly("v4s0");
  }

  @Test
  void prefersTheNewestOrTheOldestVersion() {
    PrefixSettings recent =
        new PrefixSettings(PrefixOutcome.ANY, PrefixSelect.RECENT, 0, 0.5, 16, 100);
    PrefixSettings oldest =
        new PrefixSettings(PrefixOutcome.ANY, PrefixSelect.OLDEST, 0, 0.5, 16, 100);
    assertThat(chosen(recent, HISTORY)).hasSize(4).allMatch(id -> id.startsWith("v4"));
    assertThat(chosen(oldest, HISTORY)).hasSize(4).allMatch(id -> id.startsWith("v1"));
  }

  @Property
  void keepsTheDocumentedLength(
      @ForAll @IntRange(min = 2, max = 90) int length,
      @ForAll @DoubleRange(min = 0, max = 1) double one,
      @ForAll @DoubleRange(min = 0, max = 1) double other,
      @ForAll @IntRange(min = 0, max = 63) int sample) {
    double min = Math.min(one, other);
    double max = Math.max(one, other);
    PrefixSettings settings =
        new PrefixSettings(PrefixOutcome.ANY, PrefixSelect.UNIFORM, min, max, 16, 100);
    int prefix =
        choose(settings, sample, List.of(candidate(1, 0, true, length))).orElseThrow().length();
    double u = CounterRandom.of("prefix-length", SEED, ROUND, "p", sample).uniform(0);
    double fraction = min + u * (max - min);
    int expected = Math.min(Math.max(1, (int) Math.ceil(fraction * length)), length - 1);
    assertThat(prefix).isEqualTo(expected).isBetween(1, length - 1);
  }

  @Test
  void neverTakesTheLastToken() {
    PrefixSettings whole =
        new PrefixSettings(PrefixOutcome.ANY, PrefixSelect.UNIFORM, 1, 1, 16, 100);
    assertThat(choose(whole, 0, List.of(candidate(1, 0, true, 2))))
        .hasValue(new PrefixChoice("v1s0", 1));
    assertThat(choose(whole, 0, List.of(candidate(1, 0, true, 9))))
        .hasValue(new PrefixChoice("v1s0", 8));
    assertThat(choose(whole, 0, List.of(candidate(1, 0, true, 1)))).isEmpty();
  }

  @Test
  void doesNotCountTooShortRowsAmongTheNewest() {
    PrefixSettings newestOne =
        new PrefixSettings(PrefixOutcome.ANY, PrefixSelect.UNIFORM, 0, 0.5, 1, 100);
    assertThat(chosen(newestOne, List.of(candidate(2, 0, true, 1), candidate(1, 0, true, 9))))
        .containsExactly("v1s0");
  }

  @Test
  void leavesRoomForAContinuationWithinMaxTokens() {
    PrefixSettings tight =
        new PrefixSettings(PrefixOutcome.ANY, PrefixSelect.UNIFORM, 1, 1, 16, 10);
    assertThat(choose(tight, 0, HISTORY).orElseThrow().length()).isEqualTo(9);
    PrefixSettings none = new PrefixSettings(PrefixOutcome.ANY, PrefixSelect.UNIFORM, 1, 1, 16, 1);
    assertThat(choose(none, 0, HISTORY)).isEmpty();
  }

  @Test
  void refusesFractionsOutOfOrder() {
    assertThatThrownBy(
            () -> new PrefixSettings(PrefixOutcome.ANY, PrefixSelect.UNIFORM, 0.5, 0.2, 1, 9))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot sample prefixes: 0 <= 0.5 <= 0.2 <= 1 is false");
    assertThatThrownBy(
            () -> new PrefixSettings(PrefixOutcome.ANY, PrefixSelect.UNIFORM, 0, 1, 0, 9))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot sample prefixes: max-per-prompt is 0 and max-tokens is 9,"
                + " both must be at least 1");
  }

  private boolean first(String rolloutId) {
    return rolloutId.endsWith("s0");
  }

  private static PrefixSettings with(PrefixOutcome outcome) {
    return new PrefixSettings(outcome, PrefixSelect.UNIFORM, 0, 0.5, 16, 100);
  }

  private static Optional<PrefixChoice> choose(
      PrefixSettings settings, int sampleIndex, List<PrefixCandidate> window) {
    return new PrefixSampler(settings, SEED, ROUND).choose("p", sampleIndex, window);
  }

  /** All rollouts that some sample chooses; 300 samples leave out none of 16 but by 1e-8. */
  private static List<String> chosen(PrefixSettings settings, List<PrefixCandidate> window) {
    return IntStream.range(0, 300)
        .mapToObj(sample -> id(choose(settings, sample, window)))
        .distinct()
        .toList();
  }

  private static String id(Optional<PrefixChoice> choice) {
    return choice.orElseThrow().rolloutId();
  }

  private static PrefixCandidate candidate(
      int policyVersion, int sampleIndex, boolean correct, int length) {
    String id = "v" + policyVersion + "s" + sampleIndex;
    return new PrefixCandidate(id, policyVersion, sampleIndex, correct, length);
  }
}
