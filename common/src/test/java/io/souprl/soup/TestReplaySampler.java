package io.souprl.soup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TestReplaySampler {
  /** Versions 1 to 4, four samples each; only sample 0 of each version is correct. */
  private static final List<PrefixCandidate> HISTORY =
      IntStream.range(0, 16)
          .mapToObj(i -> new PrefixCandidate("r" + i, 1 + i / 4, i % 4, i % 4 == 0, 10 + i))
          .toList();

  private static List<PrefixCandidate> choose(ReplaySettings settings, String prompt, int round) {
    return new ReplaySampler(settings, 17, round).choose(prompt, HISTORY);
  }

  private static ReplaySettings settings(int perGroup, PrefixOutcome outcome, int newest) {
    return new ReplaySettings(perGroup, outcome, newest, 100);
  }

  @Property
  void choosesDifferentRolloutsWhateverTheirOrder(
      @ForAll @IntRange(max = 20) int perGroup, @ForAll long seed) {
    ReplaySampler sampler = new ReplaySampler(settings(perGroup, PrefixOutcome.ANY, 16), seed, 5);
    List<PrefixCandidate> shuffled = new ArrayList<>(HISTORY);
    Collections.shuffle(shuffled, new Random(seed));

    List<PrefixCandidate> chosen = sampler.choose("p", shuffled);

    assertThat(chosen).hasSize(Math.min(perGroup, 16)).doesNotHaveDuplicates();
    assertThat(chosen).isEqualTo(sampler.choose("p", HISTORY));
  }

  @Test
  void takesThoseOfTheWantedOutcomeAmongTheNewest() {
    assertThat(choose(settings(8, PrefixOutcome.CORRECT, 16), "p", 5))
        .hasSize(4)
        .allMatch(PrefixCandidate::correct);
    assertThat(choose(settings(8, PrefixOutcome.CORRECT, 8), "p", 5))
        .extracting(PrefixCandidate::policyVersion)
        .containsExactlyInAnyOrder(3, 4);
    assertThat(choose(settings(8, PrefixOutcome.INCORRECT, 4), "p", 5))
        .extracting(PrefixCandidate::rolloutId)
        .containsExactlyInAnyOrder("r13", "r14", "r15");
  }

  @Test
  void leavesOutWhatIsLongerThanAResponseMayBe() {
    assertThat(choose(new ReplaySettings(16, PrefixOutcome.ANY, 16, 12), "p", 5))
        .extracting(PrefixCandidate::responseLength)
        .containsExactlyInAnyOrder(10, 11, 12);
  }

  @Test
  void choosesAnewInEveryRoundAndForEveryPrompt() {
    ReplaySettings one = settings(1, PrefixOutcome.ANY, 16);
    Set<String> byRound = new HashSet<>();
    Set<String> byPrompt = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      byRound.add(choose(one, "p", i).get(0).rolloutId());
      byPrompt.add(choose(one, "p" + i, 5).get(0).rolloutId());
    }
    assertThat(byRound).hasSizeGreaterThan(12);
    assertThat(byPrompt).hasSizeGreaterThan(12);
  }

  @Test
  void refusesImpossibleSettings() {
    assertThatThrownBy(() -> settings(-1, PrefixOutcome.ANY, 16))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot replay -1 rollouts of 16 candidates of up to 100 tokens");
  }
}
