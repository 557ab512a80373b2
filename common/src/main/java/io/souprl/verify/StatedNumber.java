package io.souprl.verify;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The number in a place that is meant to hold one answer and nothing else: a box, the rest of a
 * {@code ####} line, a gold answer.
 *
 * <p>Currency, percent and degree signs, units, words, a trailing full stop, Markdown's bold marks
 * and LaTeX's text commands around it are passed over. A second number, an operation, a relation or
 * any other LaTeX command means that this is no plain number: nothing is picked out of it.
 */
final class StatedNumber {
  /** A longer text is no statement of one number. */
  static final int MAX_LENGTH = 300;

  private static final Set<String> PASSED_OVER =
      Set.of(
          "boxed",
          "fbox",
          "text",
          "textbf",
          "textit",
          "mathrm",
          "mathbf",
          "mathsf",
          "mbox",
          "quad",
          "qquad",
          "circ",
          "degree",
          "left",
          "right",
          "displaystyle");
  private static final String MATHEMATICS = "<>\u2264\u2265\u2260\u00b1\u221a\u00d7\u00f7\u00b7";
  private static final String VARIABLES = "xyzni\u03c0";
  private static final String BEFORE_NUMBER = " \t*_`$\\({[~:=+-\u2212\u20ac\u00a3\u00a5\u20b9";

  private StatedNumber() {}

  /** The one number that the text states, or empty. */
  static Optional<Rational> in(String text) {
    String plain = plain(text);
    if (plain == null) {
      return Optional.empty();
    }
    NumberScanner scanner = new NumberScanner(plain, 0);
    if (!scanner.next() || isOperand(plain, scanner.start()) || isFactor(plain, scanner.end())) {
      return Optional.empty();
    }
    Optional<Rational> value = scanner.value();
    return scanner.next() ? Optional.empty() : value;
  }

  /**
   * Whether a line that starts so states an answer, rather than being a heading: it begins with a
   * number that does not count a section ({@code 2. Then}).
   */
  static boolean opens(String text) {
    String plain = plain(text);
    NumberScanner scanner = new NumberScanner(plain == null ? "" : plain, 0);
    if (!scanner.next()) {
      return false;
    }
    for (int i = 0; i < scanner.start(); i++) {
      if (BEFORE_NUMBER.indexOf(plain.charAt(i)) < 0) {
        return false;
      }
    }
    String rest = plain.substring(scanner.end());
    return rest.length() < 3
        || ".):".indexOf(rest.charAt(0)) < 0
        || rest.charAt(1) != ' '
        || rest.substring(1).isBlank();
  }

  /** The text without the commands that are passed over, or null when it holds mathematics. */
  private static String plain(String text) {
    if (text.length() > MAX_LENGTH) {
      return null;
    }
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (MATHEMATICS.indexOf(c) >= 0) {
        return null;
      }
      int end = i + 1;
      while (c == '\\' && end < text.length() && isLetter(text.charAt(end))) {
        end++;
      }
      if (end == i + 1) {
        plain.append(c);
      } else if (PASSED_OVER.contains(text.substring(i + 1, end))) {
        dropRaise(plain, text.substring(i + 1, end));
        i = end - 1;
      } else {
        return null;
      }
    }
    return plain.toString();
  }

  /** Takes back the {@code ^} of a degree sign. */
  private static void dropRaise(StringBuilder plain, String command) {
    for (String raise : List.of("^", "^{")) {
      int kept = plain.length() - raise.length();
      if (command.equals("circ") && kept >= 0 && plain.substring(kept).equals(raise)) {
        plain.setLength(kept);
        return;
      }
    }
  }

  /** Whether an operator that is no sign stands before the number. */
  private static boolean isOperand(String plain, int start) {
    int index = start - 1;
    while (index >= 0 && " $\\".indexOf(plain.charAt(index)) >= 0) {
      index--;
    }
    if (index < 0 || "+-\u2212/*".indexOf(plain.charAt(index)) < 0) {
      return false;
    }
    boolean afterOperand =
        index > 0
            && (Character.isLetterOrDigit(plain.charAt(index - 1))
                || plain.charAt(index - 1) == ')');
    boolean apart = plain.charAt(index) != '*' && plain.charAt(index + 1) == ' ';
    return afterOperand || apart || plain.charAt(index) == '/';
  }

  /** Whether an operator, or a variable that stands alone, follows the number. */
  private static boolean isFactor(String plain, int end) {
    int index = end;
    while (index < plain.length() && plain.charAt(index) == ' ') {
      index++;
    }
    if (index == plain.length()) {
      return false;
    }
    boolean alone = index + 1 == plain.length() || !isLetter(plain.charAt(index + 1));
    return (VARIABLES.indexOf(plain.charAt(index)) >= 0 && alone)
        || "+^".indexOf(plain.charAt(index)) >= 0;
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
