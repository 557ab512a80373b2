package io.souprl.model;

import io.souprl.random.CounterRandom;

/**
 * A sequence to decode.
 *
 * @param prompt token ids, at least one; rows of a group share the array or its content
 * @param prefix response token ids that are given, may be empty
 * @param newTokens most tokens to decode, at least one
 * @param random the row's stream; the token at response position t uses draw t
 */
public record DecodingRow(int[] prompt, int[] prefix, int newTokens, CounterRandom random) {
  int contextLength() {
    return prompt.length + prefix.length;
  }
}
