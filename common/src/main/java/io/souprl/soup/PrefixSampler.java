package io.souprl.soup;

import io.souprl.random.CounterRandom;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Samples prefixes from stored rollouts (the STORED source of SOUP.md section 2).
 *
 * <p>Each prefixed sample takes the admitted candidate with the smallest hash of (seed, round,
 * prompt_id, sample_index, policy_version and sample_index of the candidate): uniform with
 * replacement over samples, and independent of the order in which candidates arrive. It keeps
 *
 * <pre>p = min(max(1, ceil(u T)), T - 1),   u ~ U[min-fraction, max-fraction]</pre>
 *
 * <p>of the T tokens of the candidate, so the last token (EOS, in a finished response) is never
 * part of a prefix, and a response of one token is no candidate.
 */
public final class PrefixSampler {
  private final PrefixSettings settings;
  private final long seed;
  private final int round;

  /** The prefix choices of this round. */
  public PrefixSampler(PrefixSettings settings, long seed, int round) {
    this.settings = settings;
    this.seed = seed;
    this.round = round;
  }

  /**
   * The prefix of this sample, or empty when no candidate is admitted and the sample is on-policy.
   *
   * @param window all stored rollouts of the prompt within the history window; BALANCED takes the
   *     pass rate over all of them, whatever their length and number
   */
  public Optional<PrefixChoice> choose(
      String promptId, int sampleIndex, List<PrefixCandidate> window) {
    PrefixOutcome outcome = settings.outcome().resolve(window);
    return window.stream()
        .filter(candidate -> longestPrefix(candidate) >= 1)
        .sorted(PrefixCandidate.NEWEST_FIRST)
        .limit(settings.maxPerPrompt())
        .filter(outcome::admits)
        .min(
            Comparator.comparingInt(settings.select()::rank)
                .thenComparingLong(candidate -> hash(promptId, sampleIndex, candidate))
                .thenComparing(PrefixCandidate::rolloutId))
        .map(
            candidate ->
                new PrefixChoice(candidate.rolloutId(), length(promptId, sampleIndex, candidate)));
  }

  /** Names the candidate by version and sample, not by rollout_id, which holds the run's name. */
  private long hash(String promptId, int sampleIndex, PrefixCandidate candidate) {
    return CounterRandom.hash(
        "prefix-choice",
        seed,
        round,
        promptId,
        sampleIndex,
        candidate.policyVersion(),
        candidate.sampleIndex());
  }

  private int length(String promptId, int sampleIndex, PrefixCandidate candidate) {
    double uniform =
        CounterRandom.of("prefix-length", seed, round, promptId, sampleIndex).uniform(0);
    double fraction =
        settings.minFraction() + uniform * (settings.maxFraction() - settings.minFraction());
    int wanted = (int) Math.ceil(fraction * candidate.responseLength());
    return Math.min(Math.max(1, wanted), longestPrefix(candidate));
  }

  /** One token at least is left to the stored response, and to the continuation. */
  private int longestPrefix(PrefixCandidate candidate) {
    return Math.min(candidate.responseLength(), settings.maxTokens()) - 1;
  }
}
