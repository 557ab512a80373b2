package io.souprl.verify.math;

import io.souprl.verify.Rational;
import io.souprl.verify.math.MathNode.Call;
import io.souprl.verify.math.MathNode.Numeral;
import io.souprl.verify.math.MathNode.Percent;
import io.souprl.verify.math.MathNode.Power;
import io.souprl.verify.math.MathNode.Product;
import io.souprl.verify.math.MathNode.Quotient;
import io.souprl.verify.math.MathNode.Sum;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * The rational value of an expression of rational numbers, where it is small enough to write down.
 */
final class ExactValue {
  /** Numerators and denominators of more bits are not computed. */
  private static final int MAX_BITS = 60_000;

  private static final int MAX_FACTORIAL = 5000;

  private ExactValue() {}

  static Optional<Rational> of(MathNode node) {
    try {
      return Optional.ofNullable(value(node));
    } catch (ArithmeticException e) {
      return Optional.empty(); // a division by zero
    }
  }

  /** Null where there is none. */
  private static Rational value(MathNode node) {
    if (node instanceof Numeral number) {
      return number.value();
    } else if (node instanceof Sum sum) {
      return folded(sum.terms(), Rational.of(0), true);
    } else if (node instanceof Product product) {
      return folded(product.factors(), Rational.of(1), false);
    } else if (node instanceof Quotient quotient) {
      Rational numerator = value(quotient.numerator());
      Rational denominator = numerator == null ? null : value(quotient.denominator());
      return denominator == null ? null : bounded(numerator.dividedBy(denominator));
    } else if (node instanceof Power power) {
      Rational base = value(power.base());
      Rational exponent = base == null ? null : value(power.exponent());
      return exponent == null ? null : power(base, exponent);
    } else if (node instanceof Percent percent) {
      Rational number = value(percent.number());
      return number == null ? null : number.dividedBy(Rational.of(100));
    } else if (node instanceof Call call && call.arguments().size() == 1) {
      Rational argument = value(call.arguments().get(0));
      return argument == null ? null : call(call.function(), argument);
    } else if (node instanceof Call call && call.function().equals("binom")) {
      Rational top = value(call.arguments().get(0));
      Rational bottom = top == null ? null : value(call.arguments().get(1));
      return bottom == null ? null : binomial(top, bottom);
    }
    return null;
  }

  private static Rational folded(List<MathNode> nodes, Rational start, boolean sum) {
    Rational total = start;
    for (MathNode node : nodes) {
      Rational next = value(node);
      if (next == null) {
        return null;
      }
      total = bounded(sum ? total.plus(next) : total.times(next));
      if (total == null) {
        return null;
      }
    }
    return total;
  }

  private static Rational bounded(Rational value) {
    return bits(value) > MAX_BITS ? null : value;
  }

  private static int bits(Rational value) {
    return Math.max(value.numerator().bitLength(), value.denominator().bitLength());
  }

  private static Rational power(Rational base, Rational exponent) {
    if (!exponent.denominator().equals(BigInteger.ONE) || exponent.numerator().bitLength() > 30) {
      return null;
    }
    int power = exponent.numerator().intValueExact();
    if ((long) bits(base) * Math.abs(power) > MAX_BITS) {
      return null;
    }
    Rational raised =
        new Rational(
            base.numerator().pow(Math.abs(power)), base.denominator().pow(Math.abs(power)));
    return power < 0 ? Rational.of(1).dividedBy(raised) : raised;
  }

  private static Rational call(String function, Rational argument) {
    boolean whole = argument.denominator().equals(BigInteger.ONE);
    return switch (function) {
      case "!" -> whole ? factorial(argument.numerator()) : null;
      case "abs" -> argument.numerator().signum() < 0 ? argument.negate() : argument;
      case "floor" -> floor(argument);
      case "ceil" -> floor(argument.negate()).negate();
      default -> null;
    };
  }

  private static Rational binomial(Rational top, Rational bottom) {
    boolean small = bits(top) <= 12 && bits(bottom) <= 12 && bottom.numerator().signum() >= 0;
    if (!small
        || !top.denominator().equals(bottom.denominator())
        || !bottom.denominator().equals(BigInteger.ONE)) {
      return null;
    }
    BigInteger product = BigInteger.ONE;
    for (int i = 0; i < bottom.numerator().intValue(); i++) {
      product =
          product
              .multiply(top.numerator().subtract(BigInteger.valueOf(i)))
              .divide(BigInteger.valueOf(i + 1L));
    }
    return bounded(new Rational(product, BigInteger.ONE));
  }

  private static Rational floor(Rational value) {
    BigInteger[] parts = value.numerator().divideAndRemainder(value.denominator());
    BigInteger below = parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
    return new Rational(below, BigInteger.ONE);
  }

  private static Rational factorial(BigInteger number) {
    if (number.signum() < 0 || number.bitLength() > 16 || number.intValue() > MAX_FACTORIAL) {
      return null;
    }
    BigInteger product = BigInteger.ONE;
    for (int i = 2; i <= number.intValue(); i++) {
      product = product.multiply(BigInteger.valueOf(i));
    }
    return bounded(new Rational(product, BigInteger.ONE));
  }
}
