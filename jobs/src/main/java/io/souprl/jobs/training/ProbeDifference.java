package io.souprl.jobs.training;

import java.io.Serializable;

/**
 * What is recorded and what the policy gives now for one token.
 *
 * @param token index in the response
 * @param recorded log-probability, nats
 * @param recomputed log-probability, nats
 */
record ProbeDifference(String rolloutId, int token, double recorded, double recomputed)
    implements Serializable {
  static final ProbeDifference NONE = new ProbeDifference("", 0, 0, 0);

  /** NaN when either is. */
  double absolute() {
    return Math.abs(recorded - recomputed);
  }

  /** Rounding grows with what is rounded. */
  private double relative() {
    return absolute() / Math.max(1, Math.abs(recorded));
  }

  boolean within(double tolerance) {
    return relative() <= tolerance;
  }

  /** NaN is larger than all numbers. */
  ProbeDifference larger(ProbeDifference other) {
    return Double.compare(other.relative(), relative()) > 0 ? other : this;
  }
}
