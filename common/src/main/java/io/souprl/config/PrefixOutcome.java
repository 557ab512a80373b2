package io.souprl.config;

/** Which stored rollouts may give a prefix, by how they were scored. */
public enum PrefixOutcome {
  /** Any scored rollout. */
  ANY,
  /** Only rollouts that were correct; without one the sample is on-policy. */
  CORRECT,
  /** Only rollouts that were not correct. */
  INCORRECT,
  /** Correct ones of prompts with a pass rate below 0.5 in the window, incorrect ones above it. */
  BALANCED
}
