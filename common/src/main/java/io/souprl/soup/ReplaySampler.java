package io.souprl.soup;

import io.souprl.random.CounterRandom;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;

/**
 * Chooses stored rollouts that join a group whole. A group takes the admitted candidates with the
 * smallest hashes of (seed, round, prompt_id, policy_version and sample_index of the candidate):
 * without replacement, so that no rollout counts twice in a round, and independent of the order in
 * which candidates arrive. It is asked twice, by the rollout stage, which samples fewer responses,
 * and by the training stage, which adds the chosen ones.
 */
public final class ReplaySampler implements Serializable {
  private final ReplaySettings settings;
  private final long seed;
  private final int round;

  /** The choices of this round. */
  public ReplaySampler(ReplaySettings settings, long seed, int round) {
    this.settings = settings;
    this.seed = seed;
    this.round = round;
  }

  /**
   * At most {@link ReplaySettings#perGroup} candidates, fewer when there are not so many.
   *
   * @param window all stored rollouts of the prompt within the history window
   */
  public List<PrefixCandidate> choose(String promptId, List<PrefixCandidate> window) {
    PrefixOutcome outcome = settings.outcome().resolve(window);
    return window.stream()
        .filter(candidate -> candidate.responseLength() <= settings.maxTokens())
        .sorted(PrefixCandidate.NEWEST_FIRST)
        .limit(settings.maxPerPrompt())
        .filter(outcome::admits)
        .sorted(
            Comparator.comparingLong((PrefixCandidate candidate) -> hash(promptId, candidate))
                .thenComparing(PrefixCandidate::rolloutId))
        .limit(settings.perGroup())
        .toList();
  }

  private long hash(String promptId, PrefixCandidate candidate) {
    return CounterRandom.hash(
        "replay-choice", seed, round, promptId, candidate.policyVersion(), candidate.sampleIndex());
  }
}
