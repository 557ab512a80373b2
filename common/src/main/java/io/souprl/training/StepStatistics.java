package io.souprl.training;

import io.souprl.soup.LossStatistics;
import io.souprl.soup.LossTerms;
import java.io.Serializable;

/**
 * Sums over the rows of a step; sums of parts add up.
 *
 * @param loss the loss, already divided by the step's normaliser
 * @param terms what the loss is made of
 * @param zones per-zone statistics of the token loss
 * @param entropy sum over response tokens, in nats
 * @param tokens response tokens
 */
public record StepStatistics(
    double loss, LossTerms terms, LossStatistics zones, double entropy, long tokens)
    implements Serializable {
  /** No rows. */
  public static final StepStatistics NONE =
      new StepStatistics(0, LossTerms.NONE, LossStatistics.NONE, 0, 0);

  /** Both sets of rows together. */
  public StepStatistics plus(StepStatistics other) {
    return new StepStatistics(
        loss + other.loss,
        terms.plus(other.terms),
        zones.plus(other.zones),
        entropy + other.entropy,
        tokens + other.tokens);
  }
}
