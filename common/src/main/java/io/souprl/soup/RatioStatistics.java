package io.souprl.soup;

import java.io.Serializable;

/**
 * Sums over tokens of the ratio r = pi_theta / b and its logarithm d, from which the off-policy
 * diagnostics follow. Statistics of parts add up with {@link #plus}. Means over no token are NaN.
 *
 * @param tokens how many
 * @param sumRatio sum of r, from d clamped to 20 in size
 * @param sumSquaredRatio sum of r^2
 * @param maxRatio largest r, 0 without tokens
 * @param sumK1 sum of -d
 * @param sumK3 sum of r - 1 - d
 */
public record RatioStatistics(
    long tokens,
    double sumRatio,
    double sumSquaredRatio,
    double maxRatio,
    double sumK1,
    double sumK3)
    implements Serializable {

  /** No tokens. */
  public static final RatioStatistics NONE = new RatioStatistics(0, 0, 0, 0, 0, 0);

  /**
   * The statistics of one zone's counted tokens, without any clamp on d in {@code sumK1}. With the
   * recorded current_logprobs as {@code logprobs} they are what the {@link DriftGate} looks at.
   * There are no entropies yet then: under TOP_ENTROPY all prefix tokens count here.
   */
  public static RatioStatistics of(LossSequence sequence, PrefixLoss prefixLoss, Zone zone) {
    RatioSums sums = new RatioSums();
    for (int token = 0; token < sequence.length(); token++) {
      if (sequence.zone(token) == zone && prefixLoss.mayCount(zone)) {
        sums.add(sequence.logRatio(token));
      }
    }
    return sums.statistics();
  }

  /** The statistics of both sets of tokens together. */
  public RatioStatistics plus(RatioStatistics other) {
    return new RatioStatistics(
        tokens + other.tokens,
        sumRatio + other.sumRatio,
        sumSquaredRatio + other.sumSquaredRatio,
        Math.max(maxRatio, other.maxRatio),
        sumK1 + other.sumK1,
        sumK3 + other.sumK3);
  }

  /** Mean r; 1 in expectation over tokens of the behaviour policy. */
  public double ratioMean() {
    return sumRatio / tokens;
  }

  /** Effective sample size as a part of the tokens: 1 / mean((r / mean r)^2), in (0, 1]. */
  public double effectiveSampleFraction() {
    return sumRatio * sumRatio / sumSquaredRatio / tokens;
  }

  /** chi2_token: mean(r^2) - 1. */
  public double chiSquared() {
    return sumSquaredRatio / tokens - 1;
  }

  /** The k1 estimate mean(-d) of KL(behaviour || pi_theta): ppo_kl, rollout_corr/kl. */
  public double kl() {
    return sumK1 / tokens;
  }

  /** The k3 estimate mean(r - 1 - d) of KL(behaviour || pi_theta), never negative. */
  public double k3Kl() {
    return sumK3 / tokens;
  }
}
