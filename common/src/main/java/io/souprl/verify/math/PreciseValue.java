package io.souprl.verify.math;

import io.souprl.verify.Rational;
import io.souprl.verify.math.MathNode.Call;
import io.souprl.verify.math.MathNode.Numeral;
import io.souprl.verify.math.MathNode.Power;
import io.souprl.verify.math.MathNode.Product;
import io.souprl.verify.math.MathNode.Quotient;
import io.souprl.verify.math.MathNode.Sum;
import io.souprl.verify.math.MathNode.Symbol;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;

/** The value of a constant of rational numbers, square roots, pi and e to 60 digits. */
final class PreciseValue {
  private static final MathContext DIGITS = new MathContext(60);
  private static final BigDecimal PI =
      new BigDecimal(
          "3.14159265358979323846264338327950288419716939937510582097494459230781640628620899");
  private static final BigDecimal E =
      new BigDecimal(
          "2.71828182845904523536028747135266249775724709369995957496696762772407663035354759");
  private static final int MAX_EXPONENT = 10_000;

  private PreciseValue() {}

  static Optional<BigDecimal> of(MathNode node) {
    try {
      return Optional.ofNullable(value(node));
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** Null where it is not computed. */
  private static BigDecimal value(MathNode node) {
    if (node instanceof Numeral number) {
      Rational exact = number.value();
      return new BigDecimal(exact.numerator()).divide(new BigDecimal(exact.denominator()), DIGITS);
    } else if (node instanceof Symbol symbol) {
      return symbol.name().equals("pi") ? PI : symbol.name().equals("e") ? E : null;
    } else if (node instanceof Sum sum) {
      BigDecimal total = BigDecimal.ZERO;
      for (MathNode term : sum.terms()) {
        BigDecimal next = total == null ? null : value(term);
        total = next == null ? null : total.add(next, DIGITS);
      }
      return total;
    } else if (node instanceof Product product) {
      BigDecimal total = BigDecimal.ONE;
      for (MathNode factor : product.factors()) {
        BigDecimal next = total == null ? null : value(factor);
        total = next == null ? null : total.multiply(next, DIGITS);
      }
      return total;
    } else if (node instanceof Quotient quotient) {
      BigDecimal numerator = value(quotient.numerator());
      BigDecimal denominator = numerator == null ? null : value(quotient.denominator());
      return denominator == null ? null : numerator.divide(denominator, DIGITS);
    } else if (node instanceof Power power) {
      return power(power);
    } else if (node instanceof Call call && call.function().equals("root")) {
      BigDecimal base = value(call.arguments().get(0));
      boolean square = call.arguments().get(1).equals(Numeral.of(2));
      return base == null || !square || base.signum() < 0 ? null : base.sqrt(DIGITS);
    }
    return null;
  }

  private static BigDecimal power(Power power) {
    BigDecimal base = value(power.base());
    BigDecimal exponent = base == null ? null : value(power.exponent());
    if (exponent == null || exponent.abs().compareTo(BigDecimal.valueOf(MAX_EXPONENT)) > 0) {
      return null;
    }
    BigDecimal doubled = exponent.multiply(BigDecimal.valueOf(2));
    if (doubled.stripTrailingZeros().scale() > 0) {
      return null;
    }
    boolean half = exponent.stripTrailingZeros().scale() > 0;
    BigDecimal root = half ? base.sqrt(DIGITS) : base;
    int whole = half ? doubled.intValueExact() : exponent.intValueExact();
    BigDecimal raised = root.pow(Math.abs(whole), DIGITS);
    return whole < 0 ? BigDecimal.ONE.divide(raised, DIGITS) : raised;
  }
}
