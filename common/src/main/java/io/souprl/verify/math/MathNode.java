package io.souprl.verify.math;

import io.souprl.verify.Rational;
import java.util.List;

/** What an answer means. */
sealed interface MathNode {
  /**
   * A number.
   *
   * @param decimal written with a decimal point, so that it may be rounded
   */
  record Numeral(Rational value, boolean decimal) implements MathNode {
    static Numeral of(long value) {
      return new Numeral(Rational.of(value), false);
    }
  }

  /** A variable, a constant ({@code pi}, {@code e}, {@code i}, {@code inf}) or a word. */
  record Symbol(String name) implements MathNode {}

  /** A sum of two and more terms. */
  record Sum(List<MathNode> terms) implements MathNode {}

  /** A product of two and more factors. */
  record Product(List<MathNode> factors) implements MathNode {}

  /** A quotient. */
  record Quotient(MathNode numerator, MathNode denominator) implements MathNode {}

  /** A power. */
  record Power(MathNode base, MathNode exponent) implements MathNode {}

  /** {@code base + term} and {@code base - term}. */
  record PlusMinus(MathNode base, MathNode term) implements MathNode {}

  /** A percentage: its number before the sign. */
  record Percent(MathNode number) implements MathNode {}

  /** A function of its arguments, known or not. */
  record Call(String function, List<MathNode> arguments) implements MathNode {}

  /** Items in brackets: a point, or an interval when there are two; the brackets are part of it. */
  record Bracketed(char open, List<MathNode> items, char close) implements MathNode {}

  /** A set in braces. */
  record Braced(List<MathNode> items) implements MathNode {}

  /** Several answers side by side, in any order. */
  record Several(List<MathNode> items) implements MathNode {}

  /** {@code a : b : c}. */
  record Ratio(List<MathNode> parts) implements MathNode {}

  /** Sets that are joined. */
  record Union(List<MathNode> sets) implements MathNode {}

  /** Rows of a matrix, all of the same length. */
  record Matrix(List<List<MathNode>> rows) implements MathNode {}

  /** A chain {@code parts[0] operators[0] parts[1] ...} */
  record Relation(List<MathNode> parts, List<String> operators) implements MathNode {}
}
