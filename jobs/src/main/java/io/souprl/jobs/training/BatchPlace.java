package io.souprl.jobs.training;

import java.io.Serializable;

/**
 * Where a group stands in the optimiser batches of a round.
 *
 * @param step of the round, from 0, counted over epochs
 * @param slot within the batch
 */
record BatchPlace(int epoch, int step, int slot) implements Serializable {}
