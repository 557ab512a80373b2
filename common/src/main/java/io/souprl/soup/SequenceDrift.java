package io.souprl.soup;

import java.io.Serializable;

/**
 * Sums over sequences of how far a policy pi is from the behaviour policy b, as verl's
 * compute_offpolicy_metrics has it by the sequence. With the means over a sequence's counted tokens
 *
 * <pre>m = mean_t log pi(y_t)    n = mean_t log b(y_t)    S = sum_t (log pi(y_t) - log b(y_t))
 * </pre>
 *
 * its perplexities are exp(-m) under pi and exp(-n) under b. A sequence without a counted token is
 * in no mean. Statistics of parts add up with {@link #plus}; means over no sequence are NaN.
 *
 * @param sequences how many
 * @param sumPerplexity sum of exp(-m)
 * @param sumBehaviourPerplexity sum of exp(-n)
 * @param sumLogPerplexity sum of -m
 * @param sumBehaviourLogPerplexity sum of -n
 * @param sumAbsoluteDifference sum of |n - m|
 * @param greatestDifference largest n - m
 * @param leastDifference smallest n - m
 * @param sumPerplexityRatio sum of exp(n - m)
 * @param sumSquaredRatio sum of exp(2 S), S clamped to 20 in size: the square of the product of the
 *     token ratios, not of their geometric mean
 */
public record SequenceDrift(
    long sequences,
    double sumPerplexity,
    double sumBehaviourPerplexity,
    double sumLogPerplexity,
    double sumBehaviourLogPerplexity,
    double sumAbsoluteDifference,
    double greatestDifference,
    double leastDifference,
    double sumPerplexityRatio,
    double sumSquaredRatio)
    implements Serializable {

  /** No sequences. */
  public static final SequenceDrift NONE =
      new SequenceDrift(0, 0, 0, 0, 0, 0, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 0, 0);

  /**
   * The statistics of one sequence over its counted tokens, as {@link RatioStatistics#of} has it.
   */
  public static SequenceDrift of(LossSequence sequence, PrefixLoss prefixLoss) {
    int tokens = 0;
    double sumLogprob = 0;
    double sumBehaviour = 0;
    double sumLogRatio = 0;
    for (int token = 0; token < sequence.length(); token++) {
      if (prefixLoss.mayCount(sequence.zone(token))) {
        tokens++;
        sumLogprob += sequence.logprobs()[token];
        sumBehaviour += sequence.behaviourLogprobs()[token];
        sumLogRatio += sequence.logRatio(token);
      }
    }
    if (tokens == 0) {
      return NONE;
    }
    double mean = sumLogprob / tokens;
    double behaviour = sumBehaviour / tokens;
    double difference = behaviour - mean;
    return new SequenceDrift(
        1,
        Math.exp(-mean),
        Math.exp(-behaviour),
        -mean,
        -behaviour,
        Math.abs(difference),
        difference,
        difference,
        Math.exp(difference),
        Math.exp(2 * LogRatio.clamp(sumLogRatio)));
  }

  /** The statistics of both sets of sequences together. */
  public SequenceDrift plus(SequenceDrift other) {
    return new SequenceDrift(
        sequences + other.sequences,
        sumPerplexity + other.sumPerplexity,
        sumBehaviourPerplexity + other.sumBehaviourPerplexity,
        sumLogPerplexity + other.sumLogPerplexity,
        sumBehaviourLogPerplexity + other.sumBehaviourLogPerplexity,
        sumAbsoluteDifference + other.sumAbsoluteDifference,
        Math.max(greatestDifference, other.greatestDifference),
        Math.min(leastDifference, other.leastDifference),
        sumPerplexityRatio + other.sumPerplexityRatio,
        sumSquaredRatio + other.sumSquaredRatio);
  }

  /** training_ppl: mean of exp(-m). */
  public double perplexity() {
    return sumPerplexity / sequences;
  }

  /** rollout_ppl: mean of exp(-n). */
  public double behaviourPerplexity() {
    return sumBehaviourPerplexity / sequences;
  }

  /** training_log_ppl: mean of -m. */
  public double logPerplexity() {
    return sumLogPerplexity / sequences;
  }

  /** rollout_log_ppl: mean of -n. */
  public double behaviourLogPerplexity() {
    return sumBehaviourLogPerplexity / sequences;
  }

  /** log_ppl_diff: mean of n - m, more than 0 where pi finds the responses less likely than b. */
  public double logPerplexityDifference() {
    return logPerplexity() - behaviourLogPerplexity();
  }

  /** log_ppl_abs_diff: mean of |n - m|. */
  public double absoluteDifference() {
    return sumAbsoluteDifference / sequences;
  }

  /** log_ppl_diff_max, NaN without sequences. */
  public double maxDifference() {
    return sequences == 0 ? Double.NaN : greatestDifference;
  }

  /** log_ppl_diff_min, NaN without sequences. */
  public double minDifference() {
    return sequences == 0 ? Double.NaN : leastDifference;
  }

  /** ppl_ratio: mean of exp(n - m). */
  public double perplexityRatio() {
    return sumPerplexityRatio / sequences;
  }

  /** chi2_seq: mean of exp(2 S) - 1. */
  public double chiSquared() {
    return sumSquaredRatio / sequences - 1;
  }
}
