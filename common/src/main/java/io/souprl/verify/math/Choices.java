package io.souprl.verify.math;

import java.util.Optional;

/** Letters of multiple choice. */
final class Choices {
  private static final String LETTERS = "ABCDEFGHIJ";

  private Choices() {}

  /** Whether a gold answer, as it is spelled for comparison, is one letter from a to j. */
  static boolean isChoice(String text) {
    return text.length() == 1 && text.charAt(0) >= 'a' && text.charAt(0) <= 'j';
  }

  /** The last capital letter from A to J that stands alone and is no article. */
  static Optional<String> last(String text) {
    return last(text, LETTERS);
  }

  /** The last of these letters that stands alone and is no article. */
  static Optional<String> last(String text, String letters) {
    for (int i = text.length() - 1; i >= 0; i--) {
      char c = text.charAt(i);
      boolean alone =
          letters.indexOf(c) >= 0
              && (i == 0 || !Character.isLetterOrDigit(text.charAt(i - 1)))
              && (i + 1 == text.length() || !Character.isLetterOrDigit(text.charAt(i + 1)));
      boolean article = c == 'A' && text.startsWith(" ", i + 1) && i + 2 < text.length();
      if (alone && !article) {
        return Optional.of(String.valueOf(c));
      }
    }
    return Optional.empty();
  }
}
