package io.souprl.soup;

import java.util.List;

/**
 * The SOUP token loss and its gradient with respect to the log-probabilities (SOUP.md section 4).
 *
 * <p>Each token has one ratio, against the log-prob recorded when it was sampled: by a past policy
 * in the prefix, by this round's policy in the continuation. Nothing is weighted twice. A token
 * that the prefix mode leaves out is in neither numerator nor denominator.
 *
 * <p>The model's gradient is the vector-Jacobian product of the log-probs with {@link
 * SequenceLoss#gradient}; since the normaliser is global to the batch, it is a plain sum.
 */
public final class TokenLoss {
  private final PrefixLoss prefixLoss;
  private final TokenObjective prefixObjective;
  private final TokenObjective continuationObjective;
  private final LossNormalizer normalizer;

  /** The loss of an optimiser batch whose global divisor is known. */
  public TokenLoss(TokenLossSettings settings, LossNormalizer normalizer) {
    this.prefixLoss = settings.prefixLoss();
    this.prefixObjective = new ClippedObjective(settings.prefixClip(), settings.dualClip());
    this.continuationObjective =
        new ClippedObjective(settings.continuationClip(), settings.dualClip());
    this.normalizer = normalizer;
  }

  /** The part of these sequences. */
  public BatchLoss of(List<LossSequence> sequences) {
    return BatchLoss.sum(sequences.stream().map(this::of).toList());
  }

  /** The part of one sequence. */
  public SequenceLoss of(LossSequence sequence) {
    double[] gradient = new double[sequence.length()];
    int counted = prefixLoss.countedTokens(sequence.prefixLength(), sequence.length());
    if (counted == 0) {
      return new SequenceLoss(0, gradient, LossStatistics.NONE);
    }
    double divisor = normalizer.divisor(counted);
    double loss = 0;
    ZoneSums prefix = new ZoneSums();
    ZoneSums continuation = new ZoneSums();
    for (int token = 0; token < gradient.length; token++) {
      if (!prefixLoss.counts(sequence, token)) {
        continue;
      }
      boolean inPrefix = sequence.zone(token) == Zone.PREFIX;
      double logRatio = sequence.logRatio(token);
      TokenObjective objective = inPrefix ? prefixObjective : continuationObjective;
      TokenTerm term = objective.term(sequence, token, logRatio);
      double factor = sequence.weight(token) / divisor;
      loss += term.loss() * factor;
      gradient[token] = term.gradient() * factor;
      (inPrefix ? prefix : continuation)
          .add(logRatio, term.clip(), gradient[token], sequence.entropy(token));
    }
    return new SequenceLoss(
        loss, gradient, new LossStatistics(prefix.statistics(), continuation.statistics()));
  }
}
