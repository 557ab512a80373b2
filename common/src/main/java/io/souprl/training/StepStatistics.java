package io.souprl.training;

import io.souprl.optim.GradientNorm;
import io.souprl.soup.LossStatistics;
import io.souprl.soup.LossTerms;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/**
 * Sums over the rows of a step; sums of parts add up.
 *
 * @param loss the loss, already divided by the step's normaliser
 * @param terms what the loss is made of
 * @param zones per-zone statistics of the token loss
 * @param entropy sum over response tokens, in nats
 * @param tokens response tokens
 * @param faults rows with values that are not finite; they are in none of the sums
 */
public record StepStatistics(
    double loss,
    LossTerms terms,
    LossStatistics zones,
    double entropy,
    long tokens,
    List<RowFault> faults)
    implements Serializable {
  /** No rows. */
  public static final StepStatistics NONE =
      new StepStatistics(0, LossTerms.NONE, LossStatistics.NONE, 0, 0, List.of());

  /** Both sets of rows together. */
  public StepStatistics plus(StepStatistics other) {
    return new StepStatistics(
        loss + other.loss,
        terms.plus(other.terms),
        zones.plus(other.zones),
        entropy + other.entropy,
        tokens + other.tokens,
        Stream.concat(faults.stream(), other.faults.stream()).toList());
  }

  /** Whether a step may be taken: nothing in it was not finite. */
  public boolean sound(GradientNorm norm) {
    return faults.isEmpty() && norm.isFinite();
  }

  /** Only that these rows are at fault. */
  static StepStatistics of(List<RowFault> faults) {
    return new StepStatistics(0, LossTerms.NONE, LossStatistics.NONE, 0, 0, faults);
  }
}
