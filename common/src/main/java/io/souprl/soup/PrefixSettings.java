package io.souprl.soup;

import java.io.Serializable;

/**
 * How a round samples its prefixes. The paper publishes none of these values; they are this
 * project's choices.
 *
 * @param outcome which rollouts by outcome
 * @param select which rollouts by age
 * @param minFraction smallest part of the stored response that becomes the prefix, in this round
 * @param maxFraction largest part, in this round
 * @param maxPerPrompt only this many of the prompt's newest candidates are considered
 * @param maxTokens bound on prefix and continuation together, so a prefix is shorter than that
 */
public record PrefixSettings(
    PrefixOutcome outcome,
    PrefixSelect select,
    double minFraction,
    double maxFraction,
    int maxPerPrompt,
    int maxTokens)
    implements Serializable {
  public PrefixSettings {
    if (!(0 <= minFraction && minFraction <= maxFraction && maxFraction <= 1)) {
      throw new IllegalArgumentException(
          "Cannot sample prefixes: 0 <= " + minFraction + " <= " + maxFraction + " <= 1 is false");
    }
    if (maxPerPrompt < 1 || maxTokens < 1) {
      throw new IllegalArgumentException(
          "Cannot sample prefixes: max-per-prompt is "
              + maxPerPrompt
              + " and max-tokens is "
              + maxTokens
              + ", both must be at least 1");
    }
  }
}
