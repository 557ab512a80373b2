package io.souprl.verify;

import java.util.Optional;

/**
 * Recursive descent over
 *
 * <pre>
 * sum     = product { ("+" | "-") product }
 * product = factor { ("*" | "/") factor }
 * factor  = "-" factor | "(" sum ")" | integer
 * </pre>
 *
 * with blanks anywhere between tokens. Length and depth are capped, so that neither the parser nor
 * what walks its result can run out of stack; what is over a cap is no expression.
 */
final class ExpressionParser {
  /** The longest expression read, in characters. */
  static final int MAX_LENGTH = 1_000;

  /** The deepest nesting of parentheses and signs. */
  static final int MAX_DEPTH = 100;

  private static final char END = '\0';

  private final String text;
  private int position;
  private int depth;

  private ExpressionParser(String text) {
    this.text = text;
  }

  /** The expression that the whole text is, or empty. */
  static Optional<Expression> parse(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    ExpressionParser parser = new ExpressionParser(text);
    Expression expression = parser.sum();
    return Optional.ofNullable(parser.isAtEnd() ? expression : null);
  }

  /** Each rule gives null where the text does not follow it. */
  private Expression sum() {
    Expression left = product();
    while (left != null && (peek() == '+' || peek() == '-')) {
      left = operation(next(), left, product());
    }
    return left;
  }

  private Expression product() {
    Expression left = factor();
    while (left != null && (peek() == '*' || peek() == '/')) {
      left = operation(next(), left, factor());
    }
    return left;
  }

  private static Expression operation(char operator, Expression left, Expression right) {
    return right == null ? null : new Expression.Operation(operator, left, right);
  }

  private Expression factor() {
    char first = peek();
    if (isDigit(first)) {
      return integer();
    }
    if ((first != '-' && first != '(') || depth == MAX_DEPTH) {
      return null;
    }
    next();
    depth++;
    Expression inner = first == '-' ? factor() : sum();
    depth--;
    if (first == '-') {
      return inner == null ? null : new Expression.Negation(inner);
    }
    return inner != null && peek() == ')' && next() == ')' ? inner : null;
  }

  private Expression integer() {
    long value = 0;
    while (position < text.length() && isDigit(text.charAt(position))) {
      value = value * 10 + (text.charAt(position++) - '0');
      if (value > Integer.MAX_VALUE) {
        return null;
      }
    }
    return new Expression.Literal((int) value);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private boolean isAtEnd() {
    return peek() == END && position == text.length();
  }

  /** The next character that is not blank, with every sign of an operation in its ASCII form. */
  private char peek() {
    while (position < text.length() && isBlank(text.charAt(position))) {
      position++;
    }
    return position == text.length() ? END : ascii(text.charAt(position));
  }

  private char next() {
    char c = peek();
    position++;
    return c;
  }

  static boolean isBlank(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  /** The ASCII operator that this character stands for, or the character itself. */
  static char ascii(char c) {
    return switch (c) {
      case '\u00d7', '\u00b7', '\u22c5', '\u2217', '\u2219' -> '*';
      case '\u00f7', '\u2215', '\u2044' -> '/';
      case '\u2212' -> '-';
      default -> c;
    };
  }
}
