package io.souprl.config;

import java.util.List;
import java.util.Optional;

/** Keys that one may look for and that are left out on purpose. */
final class LeftOutKeys {
  private static final List<String> TRUNCATIONS = List.of("top-k", "top-p", "min-p");

  private LeftOutKeys() {}

  /** Why there is no such key and what there is instead; empty for any other name. */
  static Optional<String> reason(String unknown) {
    String bare = Nearest.bare(unknown);
    return TRUNCATIONS.stream()
        .filter(name -> Nearest.bare("rollout." + name).equals(bare))
        .findFirst()
        .map(
            name ->
                "Rollouts refuse truncated sampling: importance ratios need probabilities over the"
                    + " whole softmax. Remove it, or set evaluation."
                    + name
                    + " for evaluations.");
  }
}
