package io.souprl.soup;

/** What a reward is compared with; {@link BaselineScope} says whose rewards make it. */
public enum Baseline {
  /** The mean of the scope's rewards. */
  MEAN,
  /**
   * The mean of the other rewards of the scope (RLOO, Ahmadian et al., arXiv 2402.14740), which is
   * the mean of all of them for a sample outside the scope. It does not depend on the sample
   * itself, so the gradient is unbiased.
   */
  LEAVE_ONE_OUT
}
