package io.souprl.soup;

/**
 * An estimate of KL(pi_theta || reference) from one sampled token, delta = log pi_theta - log
 * reference. Its mean over tokens of pi_theta is unbiased for k3, nearly so for k2.
 */
public enum KlEstimator {
  /** delta^2 / 2; its gradient is that of the KL divergence in expectation. */
  K2 {
    @Override
    double value(double delta) {
      return delta * delta / 2;
    }

    @Override
    double gradient(double delta) {
      return delta;
    }
  },
  /**
   * exp(-delta) + delta - 1, never negative. As in verl, delta is clamped to 20 in size and the
   * value to 10; beyond either there is no gradient.
   */
  K3 {
    @Override
    double value(double delta) {
      return Math.min(K3_LIMIT, unlimited(delta));
    }

    @Override
    double gradient(double delta) {
      return LogRatio.isClamped(delta) || unlimited(delta) > K3_LIMIT ? 0 : -Math.expm1(-delta);
    }

    private double unlimited(double delta) {
      double clamped = LogRatio.clamp(delta);
      return Math.expm1(-clamped) + clamped;
    }
  };

  private static final double K3_LIMIT = 10;

  /** The estimate in nats. */
  abstract double value(double delta);

  /** Its derivative with respect to log pi_theta. */
  abstract double gradient(double delta);
}
