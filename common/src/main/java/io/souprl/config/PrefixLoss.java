package io.souprl.config;

/** What the tokens of a prefix add to the loss. */
public enum PrefixLoss {
  /** SOUP: the clipped ratio against the policy that sampled the token. */
  RATIO,
  /** Nothing: prefix tokens leave numerator and denominator. */
  MASKED
}
