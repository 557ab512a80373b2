package io.souprl.model;

/**
 * AdamW's state for a policy.
 *
 * @param step optimiser steps taken over the run
 * @param firstMoments one array for each parameter of the layout
 * @param secondMoments likewise
 */
public record OptimizerState(long step, float[][] firstMoments, float[][] secondMoments) {
  /** No steps taken: all moments 0. */
  public static OptimizerState fresh(ParameterLayout layout) {
    return new OptimizerState(0, layout.zeros(), layout.zeros());
  }
}
