package io.souprl.verify.math;

import java.util.Optional;

/** Finds numbers that stand in prose. */
final class PlainNumbers {
  private PlainNumbers() {}

  /**
   * A number.
   *
   * @param text with its sign, its fraction and its percent sign
   */
  record Found(int start, int end, String text) {}

  /** The last number of a text, scanned from its end. */
  static Optional<Found> last(String text) {
    int end = text.length();
    while (end > 0) {
      while (end > 0 && !isDigit(text.charAt(end - 1))) {
        end--;
      }
      if (end == 0) {
        break;
      }
      int start = start(text, end);
      if (start > 0 && isNameCharacter(text.charAt(start - 1))) {
        end = start - 1; // a digit of a name: x1, a_2, 2^3
        while (end > 0 && isNameCharacter(text.charAt(end - 1))) {
          end--;
        }
        continue;
      }
      return Optional.of(found(text, start, end));
    }
    return Optional.empty();
  }

  private static Found found(String text, int start, int end) {
    int from = start;
    int before = from;
    while (before > 0 && (text.charAt(before - 1) == '$' || text.charAt(before - 1) == ' ')) {
      before--;
    }
    if (before > 1 && text.charAt(before - 1) == '/' && isDigit(text.charAt(before - 2))) {
      from = start(text, before - 1);
    }
    int sign = from;
    if (sign > 0 && text.charAt(sign - 1) == '$') {
      sign--;
    }
    boolean negative =
        sign > 0
            && (text.charAt(sign - 1) == '-' || text.charAt(sign - 1) == '−')
            && (sign == 1
                || (!isNameCharacter(text.charAt(sign - 2)) && text.charAt(sign - 2) != ')'));
    int behind = end;
    while (behind < text.length() && text.charAt(behind) == ' ') {
      behind++;
    }
    boolean percent =
        text.startsWith("%", behind)
            || text.startsWith("\\%", behind)
            || text.startsWith("percent", behind);
    String number = text.substring(from, end);
    return new Found(
        negative ? sign - 1 : from, end, (negative ? "-" : "") + number + (percent ? "%" : ""));
  }

  /** Digits, points and thousands separators before an index. */
  private static int start(String text, int end) {
    int start = end;
    while (start > 0) {
      char c = text.charAt(start - 1);
      boolean inside =
          start > 1
              && isDigit(text.charAt(start - 2))
              && start < end
              && isDigit(text.charAt(start));
      boolean point = c == '.' && start < end && isDigit(text.charAt(start));
      boolean comma = c == ',' && inside && threeDigits(text, start, end);
      if (!isDigit(c) && !point && !comma) {
        break;
      }
      start--;
    }
    return start;
  }

  private static boolean threeDigits(String text, int from, int end) {
    int to = from;
    while (to < end && isDigit(text.charAt(to))) {
      to++;
    }
    return to - from == 3;
  }

  /**
   * The end of a number that begins here, behind a sign or a currency sign; 0 when there is none.
   */
  static int startingAt(String text, int from) {
    int index = from;
    while (index < text.length() && "$-+*£€ ".indexOf(text.charAt(index)) >= 0) {
      index++;
    }
    int first = index;
    while (index < text.length()
        && (isDigit(text.charAt(index))
            || (".,/".indexOf(text.charAt(index)) >= 0
                && index + 1 < text.length()
                && isDigit(text.charAt(index + 1))))) {
      index++;
    }
    if (index == first) {
      return 0;
    }
    boolean name =
        index < text.length() && (text.charAt(index) == '^' || text.charAt(index) == '_');
    int percent = index;
    while (percent < text.length() && text.charAt(percent) == ' ') {
      percent++;
    }
    if (text.startsWith("%", percent)) {
      return percent + 1;
    }
    return name ? 0 : index;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isNameCharacter(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '^';
  }
}
