package io.souprl.soup;

import java.util.List;

/** Among which of the admitted rollouts, or of the past policies, the hash decides. */
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

  /** Of the versions of a window, ascending, those that may sample prefixes now. */
  public List<Integer> versions(List<Integer> window) {
    int size = window.size();
    return switch (this) {
      case UNIFORM -> List.copyOf(window);
      case RECENT -> List.copyOf(window.subList(Math.max(0, size - 1), size));
      case OLDEST -> List.copyOf(window.subList(0, Math.min(1, size)));
    };
  }
}
