package io.souprl.model;

import java.io.Serializable;
import java.util.Arrays;

/**
 * A prompt and its response, as token ids.
 *
 * @param tokenIds prompt, then response
 * @param promptLength number of prompt tokens, at least 1
 */
public record TokenSequence(int[] tokenIds, int promptLength) implements Serializable {
  public TokenSequence {
    if (promptLength < 1 || promptLength > tokenIds.length) {
      throw new IllegalArgumentException(
          "Cannot make a sequence: prompt length " + promptLength + " of " + tokenIds.length);
    }
  }

  /** Joins a prompt and a response. */
  public static TokenSequence of(int[] prompt, int[] response) {
    int[] all = Arrays.copyOf(prompt, prompt.length + response.length);
    System.arraycopy(response, 0, all, prompt.length, response.length);
    return new TokenSequence(all, prompt.length);
  }

  public int length() {
    return tokenIds.length;
  }

  public int responseLength() {
    return tokenIds.length - promptLength;
  }
}
