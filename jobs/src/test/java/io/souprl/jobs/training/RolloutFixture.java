package io.souprl.jobs.training;

/** Rollouts of the prompt "p" with the response 5, 6, 2. */
final class RolloutFixture {
  private RolloutFixture() {}

  static GroupedRollout rollout(int sampleIndex, Double reward) {
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
        reward,
        0,
        null,
        false,
        false,
        0,
        reward != null && reward == 1);
  }

  static GroupedRollout withCurrent(GroupedRollout plain, float[] logprobs) {
    return changed(
        plain,
        plain.responseTokenIds(),
        plain.behaviourLogprobs(),
        logprobs,
        plain.prefixLength(),
        plain.prefixed(),
        plain.historyLag());
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
        plain.historyLag());
  }

  static GroupedRollout prefixed(GroupedRollout plain, int prefixLength) {
    return changed(
        plain,
        plain.responseTokenIds(),
        plain.behaviourLogprobs(),
        plain.currentLogprobs(),
        prefixLength,
        true,
        1);
  }

  private static GroupedRollout changed(
      GroupedRollout plain,
      int[] responseTokenIds,
      float[] behaviourLogprobs,
      float[] currentLogprobs,
      int prefixLength,
      boolean prefixed,
      int historyLag) {
    return new GroupedRollout(
        plain.rolloutId(),
        plain.promptId(),
        plain.sampleIndex(),
        plain.promptTokenIds(),
        responseTokenIds,
        behaviourLogprobs,
        currentLogprobs,
        prefixLength,
        plain.reward(),
        plain.advantage(),
        plain.excludedReason(),
        plain.truncated(),
        prefixed,
        historyLag,
        plain.correct());
  }
}
