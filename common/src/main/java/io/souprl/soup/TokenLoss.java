package io.souprl.soup;

import java.util.List;

/**
 * The SOUP token loss and its gradient with respect to log-probabilities and entropies (SOUP.md
 * section 4).
 *
 * <p>Each token has one ratio, against the log-prob recorded when it was sampled: by a past policy
 * in the prefix, by this round's policy in the continuation. Nothing is weighted twice. A token
 * that the prefix mode leaves out is in neither numerator nor denominator of any term.
 *
 * <p>The model's gradient is the vector-Jacobian product of the log-probs with {@link
 * SequenceLoss#gradient}, plus that of the entropies with {@link SequenceLoss#entropyGradient};
 * since the normaliser is global to the batch, it is a plain sum.
 */
public final class TokenLoss {
  private final TokenLossSettings settings;
  private final TokenObjective prefixObjective;
  private final TokenObjective continuationObjective;
  private final LossNormalizer normalizer;

  /** The loss of an optimiser batch whose global divisor is known. */
  public TokenLoss(TokenLossSettings settings, LossNormalizer normalizer) {
    if (settings.policyLoss() == PolicyLoss.GSPO
        && normalizer.aggregation() != LossAggregation.SEQ_MEAN_TOKEN_MEAN) {
      throw new IllegalArgumentException(
          "Cannot aggregate GSPO by "
              + normalizer.aggregation()
              + ": it is defined by "
              + LossAggregation.SEQ_MEAN_TOKEN_MEAN);
    }
    this.settings = settings;
    this.prefixObjective = settings.prefixObjective();
    this.continuationObjective = settings.continuationObjective();
    this.normalizer = normalizer;
  }

  /** The part of these sequences. */
  public BatchLoss of(List<LossSequence> sequences) {
    return BatchLoss.sum(sequences.stream().map(this::of).toList());
  }

  /** The part of one sequence. */
  public SequenceLoss of(LossSequence sequence) {
    int counted = settings.countedTokens(sequence.prefixLength(), sequence.length());
    SequenceSums sums = new SequenceSums(settings, sequence);
    if (counted == 0) {
      return sums.loss();
    }
    sums.divideBy(normalizer.divisor(counted));
    boolean[] counts = CountedTokens.of(settings, sequence);
    boolean shared = settings.policyLoss() == PolicyLoss.GSPO;
    double mean = shared ? meanLogRatio(sequence, counts) : 0;
    for (int token = 0; token < counts.length; token++) {
      if (counts[token]) {
        double own = sequence.logRatio(token);
        TokenObjective objective = objective(sequence, token);
        sums.add(token, own, objective.term(sequence, token, shared ? mean : own));
      }
    }
    return sums.loss();
  }

  private TokenObjective objective(LossSequence sequence, int token) {
    return sequence.zone(token) == Zone.PREFIX ? prefixObjective : continuationObjective;
  }

  /** Over the counted tokens that have a ratio. */
  private double meanLogRatio(LossSequence sequence, boolean[] counts) {
    double sum = 0;
    int tokens = 0;
    for (int token = 0; token < counts.length; token++) {
      if (counts[token] && !(objective(sequence, token) instanceof ShapedObjective)) {
        sum += sequence.logRatio(token);
        tokens++;
      }
    }
    return sum / tokens;
  }
}
