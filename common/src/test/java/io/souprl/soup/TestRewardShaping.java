package io.souprl.soup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestRewardShaping {
  private static final RewardShaping OFF = new RewardShaping(1, 0, 0, 1, 100);
  private static final RewardShaping OVERLONG = new RewardShaping(1, 0, 20, 0.5, 100);

  @Property
  void isTheScoreByDefault(
      @ForAll @DoubleRange(min = -10, max = 10) double score,
      @ForAll boolean wellFormed,
      @ForAll @IntRange(min = 1, max = 200) int length) {
    assertThat(OFF.reward(new ScoredResponse(score, wellFormed, length))).isEqualTo(score);
  }

  @Test
  void leavesResponsesWithoutScoreWithoutReward() {
    RewardShaping all = new RewardShaping(1, 1, 20, 0.5, 100);
    assertThat(all.reward(new ScoredResponse(null, true, 50))).isNull();
    assertThat(all.reward(new ScoredResponse(null, false, 100))).isNull();
  }

  @Test
  void weighsScoreAndFormat() {
    RewardShaping weighted = new RewardShaping(2, 0.25, 0, 1, 100);
    assertThat(weighted.reward(new ScoredResponse(1.0, true, 5))).isEqualTo(2.25);
    assertThat(weighted.reward(new ScoredResponse(0.5, false, 5))).isEqualTo(1);
    assertThat(weighted.reward(new ScoredResponse(0.0, true, 5))).isEqualTo(0.25);
    assertThat(weighted.reward(new ScoredResponse(0.0, false, 5))).isZero();
  }

  /** L = 100, c = 20, f = 0.5. */
  @ParameterizedTest
  @CsvSource({"1, 0", "80, 0", "81, 0.025", "90, 0.25", "99, 0.475", "100, 0.5", "101, 0.5"})
  void takesMoreFromResponsesTheNearerTheyAreToTheLimit(int length, double penalty) {
    assertThat(OVERLONG.reward(new ScoredResponse(1.0, true, length)))
        .isEqualTo(1 - penalty, within(1e-12));
    assertThat(OVERLONG.reward(new ScoredResponse(0.0, true, length)))
        .isEqualTo(-penalty, within(1e-12));
  }

  @Test
  void takesThePenaltyFromTheFirstTokenOnWhereTheBufferIsTheWholeResponse() {
    RewardShaping whole = new RewardShaping(1, 0, 100, 1, 100);
    assertThat(whole.reward(new ScoredResponse(1.0, true, 1))).isEqualTo(0.99, within(1e-12));
    assertThat(whole.reward(new ScoredResponse(1.0, true, 100))).isZero();
  }

  @Property
  void neverRewardsLongerResponsesMore(
      @ForAll @IntRange(min = 1, max = 99) int length,
      @ForAll @IntRange(min = 0, max = 100) int buffer) {
    RewardShaping shaping = new RewardShaping(1, 0, buffer, 1, 100);
    double shorter = shaping.reward(new ScoredResponse(1.0, true, length));
    double longer = shaping.reward(new ScoredResponse(1.0, true, length + 1));
    assertThat(longer).isBetween(0.0, shorter);
  }

  @Test
  void refusesSettingsWithoutMeaning() {
    assertThatThrownBy(() -> new RewardShaping(-1, 0, 0, 1, 100))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot shape rewards: correctWeight -1.0, formatWeight 0.0, overlongPenalty 1.0");
    assertThatThrownBy(() -> new RewardShaping(1, 0, 101, 1, 100))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot punish overlong responses: the buffer is 101 of 100 tokens");
  }
}
