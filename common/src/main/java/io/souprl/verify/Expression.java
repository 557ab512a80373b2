package io.souprl.verify;

import java.util.List;

/** A parsed arithmetic expression; its depth is bounded by {@link ExpressionParser}. */
sealed interface Expression {

  /**
   * The exact value.
   *
   * @throws ArithmeticException on division by zero
   */
  Rational value();

  /** Adds the numbers that are written in it, from left to right. */
  void collectNumbers(List<Integer> numbers);

  /** A number as written, not negative. */
  record Literal(int number) implements Expression {
    @Override
    public Rational value() {
      return Rational.of(number);
    }

    @Override
    public void collectNumbers(List<Integer> numbers) {
      numbers.add(number);
    }
  }

  /** A minus sign in front of an operand. */
  record Negation(Expression operand) implements Expression {
    @Override
    public Rational value() {
      return operand.value().negate();
    }

    @Override
    public void collectNumbers(List<Integer> numbers) {
      operand.collectNumbers(numbers);
    }
  }

  /** Two operands and one of {@code + - * /} between them. */
  record Operation(char operator, Expression left, Expression right) implements Expression {
    @Override
    public Rational value() {
      Rational first = left.value();
      Rational second = right.value();
      return switch (operator) {
        case '+' -> first.plus(second);
        case '-' -> first.plus(second.negate());
        case '*' -> first.times(second);
        default -> first.dividedBy(second);
      };
    }

    @Override
    public void collectNumbers(List<Integer> numbers) {
      left.collectNumbers(numbers);
      right.collectNumbers(numbers);
    }
  }
}
