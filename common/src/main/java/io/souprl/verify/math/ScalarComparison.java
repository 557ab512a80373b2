package io.souprl.verify.math;

import io.souprl.verify.Rational;
import io.souprl.verify.math.MathNode.Numeral;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * Whether two expressions have the same value: as rational numbers where both are, else at several
 * probes in double precision, and in 60 digits when constants come close.
 */
final class ScalarComparison {
  /** Relative difference of values that are equal but for rounding. */
  private static final double ROUNDING = 1e-9;

  /** Relative difference of constants that are equal, in 60 digits. */
  private static final BigDecimal PRECISE = new BigDecimal("1e-45");

  /** A decimal of this many digits that is right to them stands for the number itself. */
  private static final int LONG_DECIMAL = 12;

  private static final int MANY_PLACES = 6;

  private static final BigDecimal LONG_DECIMAL_ERROR = new BigDecimal("1e-12");

  private final MathOptions options;

  ScalarComparison(MathOptions options) {
    this.options = options;
  }

  boolean equal(MathNode gold, MathNode answer) {
    Optional<Rational> exactGold = ExactValue.of(gold);
    Optional<Rational> exactAnswer = ExactValue.of(answer);
    if (exactGold.isPresent() && exactAnswer.isPresent()) {
      return exactGold.get().equals(exactAnswer.get())
          || close(decimal(exactGold.get()), decimal(exactAnswer.get()), gold, answer);
    }
    Optional<BigDecimal> preciseGold = PreciseValue.of(gold);
    Optional<BigDecimal> preciseAnswer =
        preciseGold.isPresent() ? PreciseValue.of(answer) : Optional.empty();
    if (preciseAnswer.isPresent()) {
      return precise(preciseGold.get(), preciseAnswer.get(), gold, answer);
    }
    return probed(gold, answer);
  }

  private boolean precise(BigDecimal expected, BigDecimal actual, MathNode gold, MathNode answer) {
    BigDecimal size = expected.signum() == 0 ? BigDecimal.ONE : expected.abs();
    return expected.subtract(actual).abs().compareTo(size.multiply(PRECISE)) <= 0
        || close(expected, actual, gold, answer);
  }

  private static BigDecimal decimal(Rational value) {
    return new BigDecimal(value.numerator())
        .divide(new BigDecimal(value.denominator()), MathContext.DECIMAL128);
  }

  /** Constants that are not the same but may count as equal by the options or as a long decimal. */
  private boolean close(BigDecimal gold, BigDecimal answer, MathNode first, MathNode second) {
    BigDecimal difference = gold.subtract(answer).abs();
    BigDecimal size = gold.abs();
    if (isDecimal(first) || isDecimal(second)) {
      if (options.decimals() >= 0
          && rounded(gold, options.decimals()).compareTo(rounded(answer, options.decimals()))
              == 0) {
        return true;
      }
      if ((longDecimal(first) || longDecimal(second))
          && difference.compareTo(size.multiply(LONG_DECIMAL_ERROR)) <= 0) {
        return true;
      }
      if (isDecimal(first) != isDecimal(second)
          && (isDecimal(first) ? isRounding(gold, answer) : isRounding(answer, gold))) {
        return true;
      }
    }
    return options.tolerance() > 0
        && difference.compareTo(size.multiply(BigDecimal.valueOf(options.tolerance()))) <= 0;
  }

  /** Whether a decimal of six places and six digits or more is a number rounded to its places. */
  private static boolean isRounding(BigDecimal decimal, BigDecimal number) {
    BigDecimal digits = decimal.stripTrailingZeros();
    return digits.scale() >= MANY_PLACES
        && digits.precision() >= MANY_PLACES
        && rounded(number, digits.scale()).compareTo(digits) == 0;
  }

  private static BigDecimal rounded(BigDecimal value, int decimals) {
    return value.setScale(decimals, RoundingMode.HALF_UP);
  }

  private static boolean isDecimal(MathNode node) {
    return number(node) != null && number(node).decimal();
  }

  private static boolean longDecimal(MathNode node) {
    Numeral number = number(node);
    if (number == null || !number.decimal()) {
      return false;
    }
    BigInteger denominator = number.value().denominator();
    int digits =
        denominator.bitLength() > 3000
            ? LONG_DECIMAL
            : new BigDecimal(number.value().numerator())
                .divide(new BigDecimal(denominator))
                .stripTrailingZeros()
                .precision();
    return digits >= LONG_DECIMAL;
  }

  private static Numeral number(MathNode node) {
    if (node instanceof Numeral number) {
      return number;
    }
    if (node instanceof MathNode.Product product
        && product.factors().size() == 2
        && product.factors().get(0).equals(Numeral.of(-1))) {
      return number(product.factors().get(1));
    }
    return null;
  }

  private boolean probed(MathNode gold, MathNode answer) {
    int agreed = 0;
    for (int index = 0; index < Probe.ALL; index++) {
      NumericValue value = new NumericValue(new Probe(index));
      Complex expected = value.of(gold);
      Complex actual = value.of(answer);
      boolean positive = index < Probe.POSITIVE;
      if (!expected.finite() || !actual.finite()) {
        if (positive && expected.finite() != actual.finite()) {
          return false;
        }
        continue;
      }
      if (!positive && !(expected.isReal() && actual.isReal())) {
        continue; // branches of roots and logarithms
      }
      double error = expected.minus(actual).magnitude();
      double size = Math.max(expected.magnitude(), actual.magnitude());
      if (error > Math.max(ROUNDING, options.tolerance()) * size) {
        return false;
      }
      agreed++;
    }
    return agreed >= 2;
  }
}
