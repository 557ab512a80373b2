package io.souprl.soup;

/** Whose rewards give the mean and standard deviation of a group's advantages. */
public enum BaselineScope {
  /** All scored samples of the group, prefixed or not. */
  GROUP,
  /** Only the scored samples without a prefix; with fewer than two of them, {@link #GROUP}. */
  ON_POLICY_ONLY
}
