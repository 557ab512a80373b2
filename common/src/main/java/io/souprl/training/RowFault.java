package io.souprl.training;

import java.io.Serializable;

/**
 * A row of an optimiser step with a value that is not finite.
 *
 * @param slot place of its group in the batch
 * @param sampleIndex place in the group
 * @param quantity what is not finite
 */
public record RowFault(int slot, int sampleIndex, Quantity quantity) implements Serializable {
  /** What may be not finite, in the order in which it is looked at. */
  public enum Quantity {
    /** A log-probability of the current policy. */
    LOGPROBS,
    /** The loss, or its gradient by a log-probability. */
    LOSS,
    /** The gradient of a parameter. */
    GRADIENT
  }

  static RowFault of(TrainingExample row, Quantity quantity) {
    return new RowFault(row.slot(), row.sampleIndex(), quantity);
  }
}
