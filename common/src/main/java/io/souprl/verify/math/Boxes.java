package io.souprl.verify.math;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the last {@code \boxed{...}} of a text. Boxes before it belong to the same answer when
 * nothing but "and", commas and a few words stand between; a sentence that ends, or a word of
 * correction, keeps them apart.
 */
final class Boxes {
  private static final List<String> COMMANDS = List.of("\\boxed", "\\fbox");
  private static final int MAX_TRIES = 60; // boxes looked at from the end
  private static final int MAX_CONNECTOR = 70;
  private static final int BARE_CONNECTOR = 10; // without letters
  private static final Set<String> CORRECTIONS =
      Set.of(
          "wait",
          "no",
          "not",
          "actually",
          "instead",
          "correction",
          "sorry",
          "but",
          "thus",
          "so",
          "then",
          "therefore",
          "hence",
          "rather",
          "should",
          "hmm",
          "simplifies",
          "is",
          "gives");

  private Boxes() {}

  private record Box(int start, int from, int end) {
    String content(String text) {
      return text.substring(from, end);
    }
  }

  /** The content of the last box, or of the last boxes with commas between. */
  static Optional<String> last(String text) {
    Box last = before(text, text.length());
    if (last == null) {
      return Optional.empty();
    }
    Deque<String> contents = new ArrayDeque<>();
    contents.push(last.content(text));
    Box next = last;
    for (int i = 0; i < MAX_TRIES; i++) {
      Box previous = before(text, next.start);
      if (previous == null || !connects(text, previous.end + 1, next.start)) {
        break;
      }
      if (!contents.contains(previous.content(text))) {
        contents.push(previous.content(text));
      }
      next = previous;
    }
    return Optional.of(String.join(" , ", contents));
  }

  /** The last box that ends before an index; nested ones count by their start. */
  private static Box before(String text, int limit) {
    int end = limit;
    for (int i = 0; i < MAX_TRIES && end > 0; i++) {
      int start = -1;
      int brace = -1;
      for (String command : COMMANDS) {
        int found = text.lastIndexOf(command, end - 1);
        if (found > start) {
          start = found;
          brace = skipBlank(text, found + command.length());
        }
      }
      if (start < 0) {
        return null;
      }
      if (brace < text.length() && text.charAt(brace) == '{') {
        String window =
            text.substring(0, Math.min(text.length(), brace + 2 * MathParser.MAX_LENGTH));
        int close =
            window.length() == text.length() ? Braces.close(text, brace) : close(window, brace);
        if (close >= 0 && close < limit && skipBlank(text, brace + 1) < close) {
          return new Box(start, brace + 1, close);
        }
      }
      end = start;
    }
    return null;
  }

  private static int close(String window, int brace) {
    return Braces.close(window, brace);
  }

  private static int skipBlank(String text, int from) {
    int index = from;
    while (index < text.length() && Character.isWhitespace(text.charAt(index))) {
      index++;
    }
    return index;
  }

  private static boolean connects(String text, int from, int to) {
    if (to < from || to - from > MAX_CONNECTOR) {
      return false;
    }
    String connector = text.substring(from, to).toLowerCase(Locale.ROOT);
    boolean letters = false;
    boolean joined = connector.contains(",") || connector.contains(";");
    for (int i = 0; i < connector.length(); i++) {
      char c = connector.charAt(i);
      if (c == '.' || c == '!' || c == '?' || (c == '\n' && connector.startsWith("\n\n", i))) {
        return false;
      }
      if (Character.isLetter(c) && (i == 0 || connector.charAt(i - 1) != '\\')) {
        int end = i;
        while (end < connector.length() && Character.isLetter(connector.charAt(end))) {
          end++;
        }
        String word = connector.substring(i, end);
        if (CORRECTIONS.contains(word)) {
          return false;
        }
        joined |= word.equals("and") || word.equals("or");
        letters = true;
        i = end - 1;
      } else if (c == '\\') {
        while (i + 1 < connector.length() && Character.isLetter(connector.charAt(i + 1))) {
          i++;
        }
      }
    }
    return joined || (!letters && connector.length() < BARE_CONNECTOR);
  }
}
