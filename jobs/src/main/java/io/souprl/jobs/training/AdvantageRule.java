package io.souprl.jobs.training;

import io.souprl.config.AdvantageConfig;
import io.souprl.config.SoupConfig;
import io.souprl.soup.AdvantageSample;
import io.souprl.soup.AdvantageSettings;
import io.souprl.soup.Advantages;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which advantage each rollout of a group gets, and which rollouts stay out of the loss.
 *
 * @param keepZeroVariance whether groups with equal rewards stay in, with advantages of 0
 */
record AdvantageRule(AdvantageSettings settings, boolean keepZeroVariance) implements Serializable {
  static AdvantageRule of(SoupConfig config) {
    AdvantageConfig advantage = config.advantage();
    return new AdvantageRule(
        new AdvantageSettings(
            advantage.baseline(),
            advantage.baselineScope(),
            advantage.normalizeStd(),
            advantage.std(),
            advantage.epsilon()),
        config.training().keepZeroVariance());
  }

  /** The rollouts of one prompt by rising sample_index, whatever order they came in. */
  List<GroupedRollout> apply(List<GroupedRollout> rollouts) {
    List<GroupedRollout> group = new ArrayList<>(rollouts);
    group.sort(Comparator.comparingInt(GroupedRollout::sampleIndex));
    Advantages advantages =
        Advantages.of(
            settings,
            group.stream()
                .map(rollout -> new AdvantageSample(rollout.reward(), rollout.prefixed()))
                .toList());
    for (int i = 0; i < group.size(); i++) {
      String reason = excludedReason(advantages, advantages.scored()[i]);
      group.set(i, group.get(i).withAdvantage(advantages.advantage()[i], reason));
    }
    return group;
  }

  private String excludedReason(Advantages advantages, boolean scored) {
    if (!scored) {
      return GroupedRollout.NO_REWARD;
    } else if (advantages.tooFewScored()) {
      return GroupedRollout.SINGLE_SAMPLE;
    }
    return advantages.zeroVariance() && !keepZeroVariance ? GroupedRollout.ZERO_VARIANCE : null;
  }
}
