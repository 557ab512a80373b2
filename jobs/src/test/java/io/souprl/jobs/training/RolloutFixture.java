package io.souprl.jobs.training;

import java.util.List;

/** Rollouts of the prompt "p" with the response 5, 6, 2. */
final class RolloutFixture {
  private RolloutFixture() {}

  static GroupedRollout rollout(int sampleIndex, Double reward) {
    return rollout(sampleIndex, reward, reward);
  }

  static GroupedRollout rollout(int sampleIndex, Double score, Double reward) {
    float[] logprobs = {-0.5f, -0.25f, -1};
    return new GroupedRollout(
        "p-" + sampleIndex,
        "p",
        sampleIndex,
        new int[] {1, 3},
        new int[] {5, 6, 2},
        logprobs,
        logprobs,
        0,
        score,
        reward,
        0,
        null,
        false,
        false,
        0,
        false,
        reward != null && reward == 1,
        "final-number",
        "1",
        List.of());
  }

  static GroupedRollout withCurrent(GroupedRollout plain, float[] logprobs) {
    return changed(
        plain,
        plain.responseTokenIds(),
        plain.behaviourLogprobs(),
        logprobs,
        plain.prefixLength(),
        plain.prefixed(),
        plain.historyLag(),
        false);
  }

  /** With log-probabilities of the same length. */
  static GroupedRollout withTokens(GroupedRollout plain, int... tokenIds) {
    return changed(
        plain,
        tokenIds,
        new float[tokenIds.length],
        new float[tokenIds.length],
        plain.prefixLength(),
        plain.prefixed(),
        plain.historyLag(),
        false);
  }

  static GroupedRollout prefixed(GroupedRollout plain, int prefixLength) {
    return prefixed(plain, prefixLength, false);
  }

  /** Its prefix was sampled for it by a past policy. */
  static GroupedRollout generated(GroupedRollout plain, int prefixLength) {
    return prefixed(plain, prefixLength, true);
  }

  private static GroupedRollout prefixed(
      GroupedRollout plain, int prefixLength, boolean generated) {
    return changed(
        plain,
        plain.responseTokenIds(),
        plain.behaviourLogprobs(),
        plain.currentLogprobs(),
        prefixLength,
        true,
        1,
        generated);
  }

  private static GroupedRollout changed(
      GroupedRollout plain,
      int[] responseTokenIds,
      float[] behaviourLogprobs,
      float[] currentLogprobs,
      int prefixLength,
      boolean prefixed,
      int historyLag,
      boolean prefixGenerated) {
    return new GroupedRollout(
        plain.rolloutId(),
        plain.promptId(),
        plain.sampleIndex(),
        plain.promptTokenIds(),
        responseTokenIds,
        behaviourLogprobs,
        currentLogprobs,
        prefixLength,
        plain.score(),
        plain.reward(),
        plain.advantage(),
        plain.excludedReason(),
        plain.truncated(),
        prefixed,
        historyLag,
        prefixGenerated,
        plain.correct(),
        plain.verifier(),
        plain.verifierVersion(),
        plain.segments());
  }
}
