package io.souprl.verify.math;

/** Finds the brace that closes another. */
final class Braces {
  private Braces() {}

  /**
   * The index of the brace that closes the one at {@code open}, in one scan; -1 when there is none.
   */
  static int close(String text, int open) {
    int depth = 0;
    for (int i = open; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '{') {
        depth++;
      } else if (c == '}') {
        depth--;
        if (depth == 0) {
          return i;
        }
      }
    }
    return -1;
  }
}
