package io.souprl.training;

import io.souprl.soup.BatchCounts;
import java.io.Serializable;

/**
 * What is known of an optimiser step before its gradient, so that the gradient does not depend on
 * micro-batches or partitions.
 *
 * @param step within the stage, from 0
 * @param number over the whole run, the first is 1
 * @param counts tokens and sequences of the whole batch
 * @param learningRate of this step
 */
public record StepPlan(int step, long number, BatchCounts counts, double learningRate)
    implements Serializable {}
