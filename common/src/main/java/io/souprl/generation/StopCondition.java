package io.souprl.generation;

/** Whether a response is over after its newest token. */
@FunctionalInterface
public interface StopCondition {
  /** Nothing but the token limit ends a response. */
  StopCondition NEVER = (tokens, length) -> false;

  /**
   * @param tokens sampled token ids, the response's prefix not among them
   * @param length how many of them count, at least one
   */
  boolean ends(int[] tokens, int length);

  /** Ends at any of these token ids. */
  static StopCondition atTokens(int... ids) {
    int[] sorted = java.util.Arrays.stream(ids).sorted().toArray();
    return (tokens, length) -> java.util.Arrays.binarySearch(sorted, tokens[length - 1]) >= 0;
  }

  /** Ends where this or the other one ends. */
  default StopCondition or(StopCondition other) {
    return (tokens, length) -> ends(tokens, length) || other.ends(tokens, length);
  }
}
