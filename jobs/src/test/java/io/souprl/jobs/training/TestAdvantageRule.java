package io.souprl.jobs.training;

import static io.souprl.jobs.training.RolloutFixture.rollout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.souprl.config.SoupConfig;
import io.souprl.soup.AdvantageSettings;
import io.souprl.soup.Baseline;
import io.souprl.soup.BaselineScope;
import io.souprl.soup.StandardDeviation;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestAdvantageRule {
  private static final AdvantageRule RULE = new AdvantageRule(AdvantageSettings.defaults(), false);

  @Test
  void normalisesByTheScoredRewardsOfTheGroup() {
    List<GroupedRollout> group =
        RULE.apply(List.of(rollout(2, null), rollout(0, 1.0), rollout(3, 0.0), rollout(1, 0.0)));

    double std = Math.sqrt(2.0 / 9) + 1e-6;
    assertThat(group).extracting(GroupedRollout::sampleIndex).containsExactly(0, 1, 2, 3);
    assertThat(group.get(0).advantage()).isEqualTo(2.0 / 3 / std, within(1e-12));
    assertThat(group.get(1).advantage()).isEqualTo(-1.0 / 3 / std, within(1e-12));
    assertThat(group.get(2).advantage()).isZero();
    assertThat(group.get(3).advantage()).isEqualTo(-1.0 / 3 / std, within(1e-12));
    assertThat(group)
        .extracting(GroupedRollout::excludedReason)
        .containsExactly(null, null, "no_reward", null);
  }

  @Test
  void takesTheBaselineFromRolloutsWithoutPrefixWhenAsked() {
    AdvantageRule rule =
        new AdvantageRule(
            new AdvantageSettings(
                Baseline.MEAN,
                BaselineScope.ON_POLICY_ONLY,
                false,
                StandardDeviation.POPULATION,
                0),
            false);

    List<GroupedRollout> group =
        rule.apply(
            List.of(RolloutFixture.prefixed(rollout(0, 1.0), 1), rollout(1, 0.0), rollout(2, 0.5)));

    assertThat(group).extracting(GroupedRollout::advantage).containsExactly(0.75, -0.25, 0.25);
  }

  @Test
  void comparesWithTheOtherRolloutsWhenAsked() {
    AdvantageRule rule =
        AdvantageRule.of(
            SoupConfig.parse(
                "advantage: {baseline: leave-one-out, normalize-std: false, baseline-scope: group}"));

    List<GroupedRollout> group =
        rule.apply(List.of(rollout(0, 1.0), rollout(1, 0.0), rollout(2, 0.5), rollout(3, null)));

    assertThat(group).extracting(GroupedRollout::advantage).containsExactly(0.75, -0.75, 0.0, 0.0);
  }

  @Test
  void excludesTheOnlyScoredRolloutOfAGroup() {
    List<GroupedRollout> group = RULE.apply(List.of(rollout(0, 1.0), rollout(1, null)));

    assertThat(group)
        .extracting(GroupedRollout::excludedReason)
        .containsExactly("single_sample", "no_reward");
    assertThat(group).extracting(GroupedRollout::advantage).containsExactly(0.0, 0.0);
  }

  @Test
  void excludesGroupsWithoutVarianceUnlessTheyAreKept() {
    List<GroupedRollout> equal = List.of(rollout(0, 1.0), rollout(1, 1.0), rollout(2, null));
    AdvantageRule keeping = new AdvantageRule(AdvantageSettings.defaults(), true);

    assertThat(RULE.apply(equal))
        .extracting(GroupedRollout::excludedReason)
        .containsExactly("zero_variance", "zero_variance", "no_reward");
    assertThat(keeping.apply(equal))
        .extracting(GroupedRollout::excludedReason)
        .containsExactly(null, null, "no_reward");
    assertThat(keeping.apply(equal)).extracting(GroupedRollout::advantage).containsOnly(0.0);
  }
}
