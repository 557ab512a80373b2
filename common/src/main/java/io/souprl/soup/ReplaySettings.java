package io.souprl.soup;

import java.io.Serializable;

/**
 * How whole stored rollouts join a round's groups: trajectory replay, the baseline that SOUP's
 * prefixes are compared with (SOUP.md section 4, p = T).
 *
 * @param perGroup rollouts of a group that are replayed instead of sampled, 0 for none
 * @param outcome which rollouts by outcome
 * @param maxPerPrompt only this many of the prompt's newest candidates are considered
 * @param maxTokens longest response that is replayed
 */
public record ReplaySettings(int perGroup, PrefixOutcome outcome, int maxPerPrompt, int maxTokens)
    implements Serializable {
  public ReplaySettings {
    if (perGroup < 0 || maxPerPrompt < 1 || maxTokens < 1) {
      throw new IllegalArgumentException(
          "Cannot replay %d rollouts of %d candidates of up to %d tokens"
              .formatted(perGroup, maxPerPrompt, maxTokens));
    }
  }
}
