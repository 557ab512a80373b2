package io.souprl.jobs.training;

import java.io.Serializable;
import java.nio.IntBuffer;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Sums of every {@link RoundQuantity} over some groups; those of two sets of groups add up. */
final class RoundSums implements Serializable {
  private final Map<RoundQuantity, Spread> spreads = new EnumMap<>(RoundQuantity.class);

  Spread of(RoundQuantity quantity) {
    return spreads.getOrDefault(quantity, Spread.NONE);
  }

  void add(RoundSums other) {
    other.spreads.forEach((quantity, spread) -> spreads.merge(quantity, spread, Spread::plus));
  }

  void add(List<GroupedRollout> group) {
    group.forEach(this::add);
    double[] rewards =
        group.stream()
            .filter(rollout -> rollout.reward() != null)
            .mapToDouble(GroupedRollout::reward)
            .toArray();
    boolean equal = true;
    for (double reward : rewards) {
      equal &= reward == rewards[0];
    }
    long plain =
        group.stream().filter(rollout -> rollout.reward() != null && !rollout.prefixed()).count();
    add(RoundQuantity.FEW_PLAIN, plain < 2);
    add(RoundQuantity.ZERO_VARIANCE, rewards.length > 1 && equal);
    add(RoundQuantity.LIVE, group.stream().anyMatch(GroupedRollout::included));
    addDistinct(group);
  }

  private void addDistinct(List<GroupedRollout> group) {
    int responses = 0;
    Set<IntBuffer> distinct = new HashSet<>();
    Set<IntBuffer> correct = new HashSet<>();
    for (GroupedRollout rollout : group) {
      if (rollout.responseTokenIds().length > 0 && !rollout.replayed()) {
        responses++;
        IntBuffer tokens = IntBuffer.wrap(rollout.responseTokenIds());
        distinct.add(tokens);
        if (rollout.correct()) {
          correct.add(tokens);
        }
      }
    }
    if (responses > 0) {
      add(RoundQuantity.UNIQUE_RESPONSES, (double) distinct.size() / responses);
    }
    add(RoundQuantity.UNIQUE_CORRECT_RESPONSES, correct.size());
    add(RoundQuantity.SOLVED, !correct.isEmpty());
  }

  private void add(GroupedRollout rollout) {
    add(RoundQuantity.UNSCORED, rollout.reward() == null);
    if (rollout.included()) {
      add(RoundQuantity.ADVANTAGE, rollout.advantage());
    }
    if (rollout.reward() != null) {
      add(RoundQuantity.SCORE, rollout.score());
      add(RoundQuantity.REWARD, rollout.reward());
      add(rewardQuantity(rollout), rollout.reward());
    }
    int length = rollout.responseTokenIds().length;
    if (length > 0) {
      add(RoundQuantity.PROMPT_LENGTH, rollout.promptTokenIds().length);
      add(RoundQuantity.RESPONSE_LENGTH, length);
      add(RoundQuantity.CLIPPED, rollout.truncated());
      add(RoundQuantity.REPLAYED, rollout.replayed());
      add(RoundQuantity.PREFIXED, rollout.prefixed() && !rollout.replayed());
      add(RoundQuantity.GENERATED_TOKENS, length - rollout.prefixLength());
      int generated = rollout.prefixGenerated() ? rollout.prefixLength() : 0;
      add(RoundQuantity.REUSED_TOKENS, rollout.prefixLength() - generated);
      add(RoundQuantity.PREFIX_GENERATED_TOKENS, generated);
    }
    if (rollout.prefixed()) {
      add(RoundQuantity.HISTORY_LAG, rollout.historyLag());
    }
    if (rollout.prefixed() && !rollout.replayed()) {
      add(RoundQuantity.PREFIX_LENGTH, rollout.prefixLength());
    }
  }

  private static RoundQuantity rewardQuantity(GroupedRollout rollout) {
    if (rollout.replayed()) {
      return RoundQuantity.REPLAYED_REWARD;
    }
    return rollout.prefixed() ? RoundQuantity.PREFIXED_REWARD : RoundQuantity.PLAIN_REWARD;
  }

  private void add(RoundQuantity quantity, boolean holds) {
    add(quantity, holds ? 1 : 0);
  }

  private void add(RoundQuantity quantity, double value) {
    spreads.merge(quantity, Spread.NONE.plus(value), Spread::plus);
  }
}
