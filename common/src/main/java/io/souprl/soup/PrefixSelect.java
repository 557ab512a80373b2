package io.souprl.soup;

/** Among which of the admitted rollouts the hash decides. */
public enum PrefixSelect {
  /** All of them. */
  UNIFORM,
  /** Those of the newest policy version among them. */
  RECENT,
  /** Those of the oldest policy version among them. */
  OLDEST;

  /** The smallest rank is preferred; among candidates of equal rank the hash decides. */
  int rank(PrefixCandidate candidate) {
    return switch (this) {
      case UNIFORM -> 0;
      case RECENT -> -candidate.policyVersion();
      case OLDEST -> candidate.policyVersion();
    };
  }
}
