package io.souprl.soup;

import java.io.Serializable;

/**
 * Estimates of KL(pi_theta || reference) over counted tokens. Statistics of parts add up with
 * {@link #plus}. Means over no token are NaN.
 *
 * @param tokens how many
 * @param sumK1 sum of delta = log pi_theta - log reference
 * @param sumK2 sum of delta^2 / 2
 * @param sumK3 sum of exp(-delta) + delta - 1, clamped as {@link KlEstimator#K3} is
 */
public record KlStatistics(long tokens, double sumK1, double sumK2, double sumK3)
    implements Serializable {
  /** No tokens. */
  public static final KlStatistics NONE = new KlStatistics(0, 0, 0, 0);

  /** The statistics of one token. */
  static KlStatistics of(double delta) {
    return new KlStatistics(1, delta, KlEstimator.K2.value(delta), KlEstimator.K3.value(delta));
  }

  /** The statistics of both sets of tokens together. */
  public KlStatistics plus(KlStatistics other) {
    return new KlStatistics(
        tokens + other.tokens, sumK1 + other.sumK1, sumK2 + other.sumK2, sumK3 + other.sumK3);
  }

  /** Mean of k1, the unbiased estimate that can be negative. */
  public double k1() {
    return sumK1 / tokens;
  }

  /** Mean of k2. */
  public double k2() {
    return sumK2 / tokens;
  }

  /** Mean of k3. */
  public double k3() {
    return sumK3 / tokens;
  }
}
