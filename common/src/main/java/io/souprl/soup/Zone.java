package io.souprl.soup;

/** The two parts of a SOUP response. */
public enum Zone {
  /** Tokens that this round's policy did not sample. */
  PREFIX,
  /** Tokens that it did. */
  CONTINUATION
}
