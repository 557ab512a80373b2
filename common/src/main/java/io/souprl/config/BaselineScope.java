package io.souprl.config;

/** Whose rewards make the mean and the deviation of a group. */
public enum BaselineScope {
  /** All scored samples of the group. */
  GROUP,
  /** Only the samples without a prefix. */
  ON_POLICY_ONLY
}
