package io.souprl.verify;

import java.util.Optional;

/**
 * An expression, and the integer that the text states as its value, if it does.
 *
 * @param left the expression
 * @param claimed what follows the equals sign
 */
record Equation(Expression left, Optional<Rational> claimed) {

  /** The equation that the whole text is, or empty. */
  static Optional<Equation> parse(String text) {
    int equals = text.indexOf('=');
    if (equals < 0) {
      return ExpressionParser.parse(text).map(left -> new Equation(left, Optional.empty()));
    }
    Optional<Expression> right = ExpressionParser.parse(text.substring(equals + 1));
    return right
        .filter(Equation::isInteger)
        .flatMap(
            stated ->
                ExpressionParser.parse(text.substring(0, equals))
                    .map(left -> new Equation(left, Optional.of(stated.value()))));
  }

  /**
   * The last equation in running text: the whole text if it is one, or else the last stretch of
   * characters of expressions that parses and holds an operation. Linear in the length of the text.
   */
  static Optional<Equation> lastIn(String text) {
    Optional<Equation> whole = parse(text);
    if (whole.isPresent()) {
      return whole;
    }
    int end = text.length();
    while (end > 0) {
      int start = end;
      while (start > 0 && belongs(text.charAt(start - 1))) {
        start--;
      }
      Optional<Equation> found =
          parse(withoutEdges(text, start, end)).filter(e -> !isInteger(e.left()));
      if (found.isPresent()) {
        return found;
      }
      end = start - 1;
    }
    return Optional.empty();
  }

  private static boolean isInteger(Expression expression) {
    return expression instanceof Expression.Literal
        || (expression instanceof Expression.Negation negation
            && negation.operand() instanceof Expression.Literal);
  }

  /** Line ends part expressions; a full stop does not, so that 3.5 is not read as 3 and 5. */
  private static boolean belongs(char c) {
    return (c >= '0' && c <= '9')
        || (ExpressionParser.isBlank(c) && c != '\n' && c != '\r')
        || "+-*/()=.".indexOf(ExpressionParser.ascii(c)) >= 0;
  }

  private static String withoutEdges(String text, int from, int to) {
    int start = from;
    int end = to;
    while (start < end && isEdge(text.charAt(start))) {
      start++;
    }
    while (end > start && isEdge(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  /** Full stops, Markdown's bold marks and blanks, with which no expression starts or ends. */
  private static boolean isEdge(char c) {
    return c == '.' || c == '*' || ExpressionParser.isBlank(c);
  }
}
