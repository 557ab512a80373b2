package io.souprl.jobs.training;

import java.io.Serializable;

/**
 * Where a group stands in the optimiser batches of a round.
 *
 * @param step of the round, from 0, counted over epochs; null when no batch has the group
 * @param slot within the batch
 */
record BatchPlace(int epoch, Integer step, int slot) implements Serializable {
  /** A group that no batch of the epoch has. */
  static BatchPlace none(int epoch) {
    return new BatchPlace(epoch, null, 0);
  }
}
