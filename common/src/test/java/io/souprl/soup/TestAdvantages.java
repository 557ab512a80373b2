package io.souprl.soup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TestAdvantages {
  private static final double TOLERANCE = 1e-12;
  private static final AdvantageSettings GROUP = AdvantageSettings.defaults();
  private static final AdvantageSettings ON_POLICY =
      new AdvantageSettings(
          Baseline.MEAN, BaselineScope.ON_POLICY_ONLY, true, StandardDeviation.POPULATION, 1e-6);

  @Test
  void normalisesByTheGroup() {
    Advantages advantages = Advantages.of(GROUP, plain(1.0, 0.0, 0.0, 0.0));
    double std = Math.sqrt(3) / 4;
    assertThat(advantages.advantage())
        .containsExactly(
            new double[] {
              0.75 / (std + 1e-6), -0.25 / (std + 1e-6), -0.25 / (std + 1e-6), -0.25 / (std + 1e-6)
            },
            within(TOLERANCE));
    assertThat(advantages.live()).isTrue();
  }

  @Test
  void dividesBySampleDeviationOnRequest() {
    AdvantageSettings sample =
        new AdvantageSettings(
            Baseline.MEAN, BaselineScope.GROUP, true, StandardDeviation.SAMPLE, 0);
    assertThat(Advantages.of(sample, plain(1.0, 0.0, 0.0, 0.0)).advantage()[0])
        .isCloseTo(0.75 / 0.5, within(TOLERANCE));
  }

  @Test
  void onlySubtractsTheMeanWithoutNormalisation() {
    AdvantageSettings drGrpo =
        new AdvantageSettings(
            Baseline.MEAN, BaselineScope.GROUP, false, StandardDeviation.POPULATION, 1e-6);
    assertThat(Advantages.of(drGrpo, plain(1.0, 0.0, 0.0, 0.0)).advantage())
        .containsExactly(0.75, -0.25, -0.25, -0.25);
  }

  @Test
  void seesZeroVarianceInEqualRewardsWhoseMeanRounds() {
    Double[] rewards = new Double[8];
    Arrays.fill(rewards, 0.1);
    for (AdvantageSettings settings : List.of(GROUP, ON_POLICY)) {
      Advantages advantages = Advantages.of(settings, plain(rewards));
      assertThat(advantages.zeroVariance()).isTrue();
      assertThat(advantages.live()).isFalse();
      assertThat(advantages.advantage()).containsOnly(0.0);
    }
    rewards[3] = Math.nextUp(0.1);
    assertThat(Advantages.of(GROUP, plain(rewards)).zeroVariance()).isFalse();
  }

  @Test
  void leavesSamplesWithoutRewardOut() {
    Advantages all = Advantages.of(GROUP, plain(1.0, null, 0.0, null, 0.5));
    Advantages scored = Advantages.of(GROUP, plain(1.0, 0.0, 0.5));
    assertThat(all.scored()).containsExactly(true, false, true, false, true);
    assertThat(all.advantage())
        .containsExactly(scored.advantage()[0], 0, scored.advantage()[1], 0, scored.advantage()[2]);
  }

  @Test
  void givesNothingToGroupsWithFewerThanTwoRewards() {
    Advantages one = Advantages.of(GROUP, plain(null, 1.0, null));
    assertThat(one.advantage()).containsOnly(0.0);
    assertThat(one.scored()).containsExactly(false, true, false);
    assertThat(one.tooFewScored()).isTrue();
    assertThat(one.zeroVariance()).isFalse();
    assertThat(one.live()).isFalse();
    assertThat(Advantages.of(GROUP, plain(null, null)).tooFewScored()).isTrue();
  }

  @Test
  void takesMeanAndDeviationFromPlainSamplesOnly() {
    List<AdvantageSample> group = new ArrayList<>(plain(1.0, 0.0, 0.0, null));
    group.add(prefixed(1.0));
    group.add(prefixed(0.5));
    double mean = 1 / 3.0;
    double divisor = Math.sqrt(2) / 3 + 1e-6;
    Advantages advantages = Advantages.of(ON_POLICY, group);
    assertThat(advantages.advantage())
        .containsExactly(
            new double[] {
              (1 - mean) / divisor,
              -mean / divisor,
              -mean / divisor,
              0,
              (1 - mean) / divisor,
              (0.5 - mean) / divisor
            },
            within(TOLERANCE));
    assertThat(advantages.fellBackToGroup()).isFalse();
  }

  @Test
  void dividesByOneWhereOnlyPlainSamplesLackVariance() {
    List<AdvantageSample> group = new ArrayList<>(plain(0.1, 0.1, 0.1));
    group.add(prefixed(1.0));
    Advantages advantages = Advantages.of(ON_POLICY, group);
    assertThat(advantages.advantage()).containsExactly(0, 0, 0, 0.9);
    assertThat(advantages.zeroVariance()).isFalse();
  }

  @Test
  void fallsBackToTheGroupWithFewerThanTwoPlainRewards() {
    List<AdvantageSample> group = new ArrayList<>(plain(1.0, null));
    group.add(prefixed(0.0));
    group.add(prefixed(0.0));
    Advantages advantages = Advantages.of(ON_POLICY, group);
    assertThat(advantages.fellBackToGroup()).isTrue();
    assertThat(advantages.advantage()).isEqualTo(Advantages.of(GROUP, group).advantage());
    assertThat(Advantages.of(GROUP, group).fellBackToGroup()).isFalse();
  }

  @Test
  void refusesRewardsThatAreNotNumbers() {
    assertThatThrownBy(() -> new AdvantageSample(Double.NaN, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot take an advantage of the reward NaN");
    assertThatThrownBy(
            () ->
                new AdvantageSettings(
                    Baseline.MEAN, BaselineScope.GROUP, true, StandardDeviation.SAMPLE, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot normalise advantages: epsilon is -1.0");
  }

  @Test
  void comparesEachRewardWithTheMeanOfTheOthers() {
    assertThat(Advantages.of(leaveOneOut(false), plain(1.0, 0.0, null, 0.5)).advantage())
        .containsExactly(new double[] {0.75, -0.75, 0, 0}, within(TOLERANCE));
  }

  @Test
  void dividesLeaveOneOutByTheDeviationOfTheWholeGroup() {
    double std = Math.sqrt(3) / 4 + 1e-6;
    assertThat(Advantages.of(leaveOneOut(true), plain(1.0, 0.0, 0.0, 0.0)).advantage())
        .containsExactly(
            new double[] {1 / std, -1 / 3.0 / std, -1 / 3.0 / std, -1 / 3.0 / std},
            within(TOLERANCE));
  }

  @Test
  void leavesOutOnlyWhatTheBaselineScopeHas() {
    AdvantageSettings settings =
        new AdvantageSettings(
            Baseline.LEAVE_ONE_OUT,
            BaselineScope.ON_POLICY_ONLY,
            false,
            StandardDeviation.POPULATION,
            0);
    List<AdvantageSample> group = new ArrayList<>(plain(1.0, 0.0, 0.5, null));
    group.add(prefixed(1.0));
    assertThat(Advantages.of(settings, group).advantage())
        .containsExactly(new double[] {0.75, -0.75, 0, 0, 0.5}, within(TOLERANCE));
    List<AdvantageSample> onePlain = List.of(plain(1.0).get(0), prefixed(0), prefixed(0));
    assertThat(Advantages.of(settings, onePlain).advantage())
        .as("falls back to the group, with everyone in it")
        .isEqualTo(Advantages.of(leaveOneOut(false), onePlain).advantage());
  }

  @Property
  void sumsToZeroOverTheGroup(
      @ForAll @Size(min = 2, max = 16) List<@DoubleRange(min = -10, max = 10) Double> rewards,
      @ForAll Baseline baseline,
      @ForAll boolean normalizeStd,
      @ForAll StandardDeviation std) {
    AdvantageSettings settings =
        new AdvantageSettings(baseline, BaselineScope.GROUP, normalizeStd, std, 1e-6);
    double[] advantage = Advantages.of(settings, samples(rewards)).advantage();
    assertThat(Arrays.stream(advantage).sum()).isCloseTo(0, within(1e-6));
  }

  @Property
  void hasSquaresThatSumToAtMostTheGroup(
      @ForAll @Size(min = 2, max = 16) List<@DoubleRange(min = -10, max = 10) Double> rewards) {
    double[] advantage = Advantages.of(GROUP, samples(rewards)).advantage();
    double squares = Arrays.stream(advantage).map(a -> a * a).sum();
    assertThat(squares).isLessThanOrEqualTo(rewards.size() + 1e-9);
  }

  @Property
  void isAMeanOfTheOthersInEveryLeaveOneOutBaseline(
      @ForAll @Size(min = 2, max = 16) List<@DoubleRange(min = -10, max = 10) Double> rewards) {
    double[] advantage = Advantages.of(leaveOneOut(false), samples(rewards)).advantage();
    double sum = rewards.stream().mapToDouble(Double::doubleValue).sum();
    for (int i = 0; i < advantage.length; i++) {
      double others = (sum - rewards.get(i)) / (rewards.size() - 1);
      assertThat(advantage[i]).isCloseTo(rewards.get(i) - others, within(1e-9));
    }
  }

  @Property
  void doesNotDependOnTheOrderOfSamples(
      @ForAll @Size(min = 2, max = 16) List<@DoubleRange(min = -10, max = 10) Double> rewards,
      @ForAll Baseline baseline,
      @ForAll BaselineScope scope,
      @ForAll boolean normalizeStd) {
    AdvantageSettings settings =
        new AdvantageSettings(baseline, scope, normalizeStd, StandardDeviation.POPULATION, 1e-6);
    List<AdvantageSample> group = new ArrayList<>();
    for (int i = 0; i < rewards.size(); i++) {
      group.add(new AdvantageSample(rewards.get(i), i % 3 == 0));
    }
    List<AdvantageSample> reversed = new ArrayList<>(group);
    Collections.reverse(reversed);
    double[] forward = Advantages.of(settings, group).advantage();
    double[] backward = Advantages.of(settings, reversed).advantage();
    for (int i = 0; i < forward.length; i++) {
      double tolerance = 1e-7 * Math.max(1, Math.abs(forward[i]));
      assertThat(forward[i]).isCloseTo(backward[forward.length - 1 - i], within(tolerance));
    }
  }

  private static AdvantageSettings leaveOneOut(boolean normalizeStd) {
    return new AdvantageSettings(
        Baseline.LEAVE_ONE_OUT,
        BaselineScope.GROUP,
        normalizeStd,
        StandardDeviation.POPULATION,
        1e-6);
  }

  private static List<AdvantageSample> samples(List<Double> rewards) {
    return plain(rewards.toArray(new Double[0]));
  }

  private static List<AdvantageSample> plain(Double... rewards) {
    return Arrays.stream(rewards).map(reward -> new AdvantageSample(reward, false)).toList();
  }

  private static AdvantageSample prefixed(double reward) {
    return new AdvantageSample(reward, true);
  }
}
