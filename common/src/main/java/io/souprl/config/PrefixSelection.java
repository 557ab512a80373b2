package io.souprl.config;

/** Which of the candidates becomes the prefix. */
public enum PrefixSelection {
  /** Each with the same probability. */
  UNIFORM,
  /** The newest first. */
  RECENT,
  /** The oldest first. */
  OLDEST
}
