package io.souprl.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A prompt and the rows that begin with it.
 *
 * @param rows indices of the rows, in ascending order
 */
record SharedPrompt(TokenSequence tokens, List<Integer> rows) {

  /** The different prompts of rows, in the order of their first rows. */
  static List<SharedPrompt> of(List<DecodingRow> rows) {
    Map<TokenKey, SharedPrompt> unique = new LinkedHashMap<>();
    for (int row = 0; row < rows.size(); row++) {
      int[] prompt = rows.get(row).prompt();
      unique
          .computeIfAbsent(
              new TokenKey(prompt),
              key -> new SharedPrompt(new TokenSequence(prompt, 1), new ArrayList<>()))
          .rows
          .add(row);
    }
    return List.copyOf(unique.values());
  }

  /** A token array as a key. */
  private record TokenKey(int[] tokens) {
    @Override
    public boolean equals(Object other) {
      return other instanceof TokenKey that && Arrays.equals(tokens, that.tokens);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(tokens);
    }
  }
}
