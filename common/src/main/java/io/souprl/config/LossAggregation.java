package io.souprl.config;

/** How token losses become the loss of an optimiser step. */
public enum LossAggregation {
  /** Sum over the counted tokens of the step, divided by their number. */
  TOKEN_MEAN,
  /** Mean over sequences of the mean over their counted tokens. */
  SEQ_MEAN_TOKEN_MEAN,
  /** Mean over sequences of the token sum divided by a constant length. */
  SEQ_MEAN_TOKEN_SUM_NORM
}
