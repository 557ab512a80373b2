package io.souprl.soup;

import java.io.Serializable;

/**
 * The KL term of the loss: + coefficient x the aggregated estimate of KL(pi_theta || reference).
 *
 * @param coefficient 0 switches it off
 */
public record KlPenalty(double coefficient, KlEstimator estimator) implements Serializable {
  /** No KL term. */
  public static final KlPenalty NONE = new KlPenalty(0, KlEstimator.K3);

  public KlPenalty {
    if (!(coefficient >= 0) || Double.isInfinite(coefficient)) {
      throw new IllegalArgumentException("Cannot use a KL coefficient of " + coefficient);
    }
  }

  /** Whether there is a KL term, which needs log-probs of the reference. */
  public boolean active() {
    return coefficient > 0;
  }
}
