package io.souprl.verify;

/**
 * What a verifier sees of a rollout.
 *
 * @param text the generated text without prompt and special tokens
 * @param finished whether the model ended it (with its end-of-sequence token), rather than the
 *     token limit; strict verifiers give an unfinished completion no reward
 */
public record Completion(String text, boolean finished) {

  public Completion {
    if (text == null) {
      throw new IllegalArgumentException("Cannot make a completion: its text is null");
    }
  }

  /** A completion that the model ended itself. */
  public static Completion finished(String text) {
    return new Completion(text, true);
  }

  /** A completion that was cut off at the token limit. */
  public static Completion truncated(String text) {
    return new Completion(text, false);
  }
}
