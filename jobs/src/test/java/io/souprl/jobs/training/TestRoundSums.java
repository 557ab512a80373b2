package io.souprl.jobs.training;

import static io.souprl.jobs.training.RolloutFixture.generated;
import static io.souprl.jobs.training.RolloutFixture.prefixed;
import static io.souprl.jobs.training.RolloutFixture.rollout;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TestRoundSums {
  private final List<GroupedRollout> equal = List.of(rollout(0, 1.0), rollout(1, 1.0));
  private final List<GroupedRollout> mixed = List.of(rollout(0, 1.0), rollout(1, 0.0));

  @Test
  void addsUpOverPartitions() {
    RoundSums whole = new RoundSums();
    whole.add(equal);
    whole.add(mixed);
    RoundSums first = new RoundSums();
    first.add(equal);
    RoundSums second = new RoundSums();
    second.add(mixed);
    first.add(second);

    for (RoundQuantity quantity : RoundQuantity.values()) {
      assertThat(first.of(quantity)).as(quantity.name()).isEqualTo(whole.of(quantity));
    }
    assertThat(whole.of(RoundQuantity.REWARD)).isEqualTo(new Spread(4, 3, 0, 1));
  }

  @Test
  void countsZeroVarianceOnlyWhereTwoRewardsCanDiffer() {
    RoundSums sums = new RoundSums();
    sums.add(equal);
    sums.add(mixed);
    sums.add(List.of(rollout(0, 1.0), rollout(1, null)));

    assertThat(sums.of(RoundQuantity.ZERO_VARIANCE)).isEqualTo(new Spread(3, 1, 0, 1));
    assertThat(sums.of(RoundQuantity.UNSCORED)).isEqualTo(new Spread(6, 1, 0, 1));
  }

  @Test
  void judgesVarianceByRewardsAndNotByScores() {
    RoundSums sums = new RoundSums();
    sums.add(List.of(rollout(0, 1.0, 0.5), rollout(1, 1.0, 0.75)));
    sums.add(List.of(rollout(0, 1.0, 0.5), rollout(1, 0.0, 0.5)));

    assertThat(sums.of(RoundQuantity.ZERO_VARIANCE)).isEqualTo(new Spread(2, 1, 0, 1));
    assertThat(sums.of(RoundQuantity.SCORE)).isEqualTo(new Spread(4, 3, 0, 1));
    assertThat(sums.of(RoundQuantity.REWARD)).isEqualTo(new Spread(4, 2.25, 0.5, 0.75));
  }

  @Test
  void countsEqualTokensAsOneResponse() {
    RoundSums sums = new RoundSums();
    sums.add(equal);

    assertThat(sums.of(RoundQuantity.UNIQUE_RESPONSES)).isEqualTo(new Spread(1, 0.5, 0.5, 0.5));
  }

  @Test
  void countsPrefixesOfStoredRolloutsApartFromGeneratedOnes() {
    RoundSums sums = new RoundSums();
    sums.add(List.of(prefixed(rollout(0, 1.0), 1), generated(rollout(1, 0.0), 2)));

    assertThat(sums.of(RoundQuantity.REUSED_TOKENS)).isEqualTo(new Spread(2, 1, 0, 1));
    assertThat(sums.of(RoundQuantity.PREFIX_GENERATED_TOKENS)).isEqualTo(new Spread(2, 2, 0, 2));
    assertThat(sums.of(RoundQuantity.GENERATED_TOKENS)).isEqualTo(new Spread(2, 3, 1, 2));
  }

  @Test
  void countsDistinctCorrectResponsesAndSolvedGroups() {
    GroupedRollout other = RolloutFixture.withTokens(rollout(2, 1.0), 7, 2);
    RoundSums sums = new RoundSums();
    sums.add(List.of(rollout(0, 1.0), rollout(1, 1.0), other));
    sums.add(List.of(rollout(0, 0.0), rollout(1, null)));

    assertThat(sums.of(RoundQuantity.UNIQUE_CORRECT_RESPONSES)).isEqualTo(new Spread(2, 2, 0, 2));
    assertThat(sums.of(RoundQuantity.SOLVED)).isEqualTo(new Spread(2, 1, 0, 1));
  }

  @Test
  void callsAGroupLiveThatHasARolloutInTheLoss() {
    RoundSums sums = new RoundSums();
    sums.add(mixed);
    sums.add(equal.stream().map(row -> row.withAdvantage(0, "zero_variance")).toList());

    assertThat(sums.of(RoundQuantity.LIVE)).isEqualTo(new Spread(2, 1, 0, 1));
  }

  @Test
  void hasNoHistoryWithoutPrefixes() {
    RoundSums sums = new RoundSums();
    sums.add(mixed);

    assertThat(sums.of(RoundQuantity.HISTORY_LAG)).isEqualTo(Spread.NONE);
    assertThat(sums.of(RoundQuantity.PREFIXED)).isEqualTo(new Spread(2, 0, 0, 0));
  }
}
