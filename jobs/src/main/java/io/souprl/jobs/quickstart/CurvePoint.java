package io.souprl.jobs.quickstart;

/**
 * One measurement of one policy version, for the picture.
 *
 * @param curve what was measured
 * @param k samples a prompt of pass@k; 0 for other curves
 * @param policyVersion 0 is the policy before the first round
 * @param value what came out
 */
record CurvePoint(Curve curve, int k, int policyVersion, double value) {
  /** What a point belongs to. */
  enum Curve {
    REWARD,
    PASS,
    ENTROPY
  }

  /** Mean reward of the rollouts that this policy sampled. */
  static CurvePoint reward(int policyVersion, double value) {
    return new CurvePoint(Curve.REWARD, 0, policyVersion, value);
  }

  /** pass@k on held-out prompts. */
  static CurvePoint pass(int k, int policyVersion, double value) {
    return new CurvePoint(Curve.PASS, k, policyVersion, value);
  }

  /** Mean entropy of this policy's next-token distribution in nats. */
  static CurvePoint entropy(int policyVersion, double value) {
    return new CurvePoint(Curve.ENTROPY, 0, policyVersion, value);
  }
}
