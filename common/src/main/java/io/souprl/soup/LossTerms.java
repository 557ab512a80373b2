package io.souprl.soup;

import java.io.Serializable;

/**
 * What the loss is made of: policy + coefficient x kl - coefficient x entropy. Each is aggregated
 * over the same counted tokens and not yet multiplied by its coefficient; terms of parts add up.
 *
 * @param policy the policy loss
 * @param kl the estimate of the KL divergence to the reference, 0 when it is off
 * @param entropy the entropy in nats, 0 when its bonus is off
 * @param estimates of the KL divergence, none when it is off
 */
public record LossTerms(double policy, double kl, double entropy, KlStatistics estimates)
    implements Serializable {
  /** No tokens. */
  public static final LossTerms NONE = new LossTerms(0, 0, 0, KlStatistics.NONE);

  /** The terms of both sets of tokens together. */
  public LossTerms plus(LossTerms other) {
    return new LossTerms(
        policy + other.policy,
        kl + other.kl,
        entropy + other.entropy,
        estimates.plus(other.estimates));
  }
}
