package io.souprl.soup;

/** Adds up the {@link SequenceLoss} of one sequence token by token. */
final class SequenceSums {
  private final TokenLossSettings settings;
  private final LossSequence sequence;
  private final double[] gradient;
  private final double[] entropyGradient;
  private final ZoneSums prefix = new ZoneSums();
  private final ZoneSums continuation = new ZoneSums();
  private double divisor;
  private double policy;
  private double kl;
  private double entropy;
  private KlStatistics estimates = KlStatistics.NONE;

  SequenceSums(TokenLossSettings settings, LossSequence sequence) {
    this.settings = settings;
    this.sequence = sequence;
    this.gradient = new double[sequence.length()];
    this.entropyGradient = settings.entropyBonus() ? new double[sequence.length()] : null;
  }

  /** What every token of the sequence is over; set before the first one is added. */
  void divideBy(double newDivisor) {
    divisor = newDivisor;
  }

  /**
   * Adds a counted token.
   *
   * @param logRatio the token's own, not clamped
   * @param term its part in the policy loss
   */
  void add(int token, double logRatio, TokenTerm term) {
    double factor = sequence.weight(token) / divisor;
    policy += term.loss() * factor;
    gradient[token] = term.gradient() * factor;
    if (settings.kl().active()) {
      double delta = sequence.referenceLogRatio(token);
      KlEstimator estimator = settings.kl().estimator();
      kl += estimator.value(delta) / divisor;
      gradient[token] += settings.kl().coefficient() * estimator.gradient(delta) / divisor;
      estimates = estimates.plus(KlStatistics.of(delta));
    }
    if (settings.entropyBonus()) {
      entropy += sequence.entropy(token) / divisor;
      entropyGradient[token] = -settings.entropyCoefficient() / divisor;
    }
    (sequence.zone(token) == Zone.PREFIX ? prefix : continuation)
        .add(logRatio, term.clip(), gradient[token], sequence.entropy(token));
  }

  SequenceLoss loss() {
    double loss =
        policy + settings.kl().coefficient() * kl - settings.entropyCoefficient() * entropy;
    return new SequenceLoss(
        loss,
        gradient,
        entropyGradient,
        new LossTerms(policy, kl, entropy, estimates),
        new LossStatistics(prefix.statistics(), continuation.statistics()));
  }
}
