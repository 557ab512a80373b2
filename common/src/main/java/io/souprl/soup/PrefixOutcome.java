package io.souprl.soup;

import java.util.List;

/** Which stored rollouts may lend a prefix, by how they ended. */
public enum PrefixOutcome {
  /** All. */
  ANY,
  /** Those that were scored correct. */
  CORRECT,
  /** Those that were not. */
  INCORRECT,
  /**
   * Against the prompt's pass rate over the history window: CORRECT below one half, INCORRECT above
   * it, ANY at exactly one half.
   */
  BALANCED;

  /** The plain filter this one stands for, given all rollouts of the window. */
  PrefixOutcome resolve(List<PrefixCandidate> window) {
    if (this != BALANCED) {
      return this;
    }
    long correct = window.stream().filter(PrefixCandidate::correct).count();
    int side = Long.compare(2 * correct, window.size());
    return side < 0 ? CORRECT : side > 0 ? INCORRECT : ANY;
  }

  boolean admits(PrefixCandidate candidate) {
    return switch (this) {
      case ANY -> true;
      case CORRECT -> candidate.correct();
      case INCORRECT -> !candidate.correct();
      case BALANCED ->
          throw new IllegalStateException("Cannot filter: BALANCED must be resolved first");
    };
  }
}
