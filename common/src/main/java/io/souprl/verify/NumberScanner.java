package io.souprl.verify;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the numbers written in a text, from left to right, in time linear in its length.
 *
 * <p>Read are a sign, thousands separators (a comma, a narrow space, LaTeX's {@code {,}}, {@code
 * ,\!} and {@code \,}), a decimal point, an exponent and a simple fraction: {@code 42}, {@code
 * -$1,000.50}, {@code .5}, {@code 1.5e3}, {@code 3/4}. Exponents and indices ({@code m^2}, {@code
 * a_1}) are not numbers of the text.
 */
final class NumberScanner {
  /** A number of more characters than this, separators included, has no value. */
  static final int MAX_LENGTH = 200;

  /** A number with a larger decimal exponent, of either sign, has no value. */
  static final int MAX_EXPONENT = 100;

  private static final List<String> GROUP_SEPARATORS =
      List.of(",\\!", ",", "{,}", "\\,", "\u00a0", "\u202f", "\u2009");
  private static final String CURRENCIES = "$\u20ac\u00a3\u00a5\u20b9\\";

  private final String text;
  private int start;
  private int end;
  private boolean readable;

  /** A scanner for the numbers that start at {@code from} or later. */
  NumberScanner(String text, int from) {
    this.text = text;
    this.end = from;
  }

  /** Moves to the next number; false when there is none. */
  boolean next() {
    while (true) {
      start = end;
      while (start < text.length() && !startsAt(start)) {
        start++;
      }
      if (start == text.length()) {
        return false;
      }
      readable = true;
      end = decimal(start);
      boolean raised = isRaised();
      rest();
      if (!raised) {
        return true;
      }
    }
  }

  /** Where the number starts, its sign left out. */
  int start() {
    return start;
  }

  /** Where the number ends, exclusive. */
  int end() {
    return end;
  }

  /** The value, or empty for a power, a date, and numbers over the caps. */
  Optional<Rational> value() {
    if (!readable || end - start > MAX_LENGTH) {
      return Optional.empty();
    }
    StringBuilder digits = new StringBuilder(end - start);
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (isDigit(c) || "./eE+-".indexOf(c) >= 0) {
        digits.append(c);
      }
    }
    String[] parts = digits.toString().split("/", 2);
    Rational numerator = rational(parts[0]);
    Rational denominator = parts.length == 2 ? rational(parts[1]) : Rational.of(1);
    if (numerator == null || denominator == null || denominator.equals(Rational.of(0))) {
      return Optional.empty();
    }
    Rational size = numerator.dividedBy(denominator);
    return Optional.of(isNegative() ? size.negate() : size);
  }

  private static Rational rational(String written) {
    int exponent = written.toLowerCase(Locale.ROOT).indexOf('e');
    if (exponent >= 0 && written.length() - exponent > 5) {
      return null;
    }
    BigDecimal value = new BigDecimal(written);
    if (exponent >= 0
        && Math.abs(Integer.parseInt(written.substring(exponent + 1))) > MAX_EXPONENT) {
      return null;
    }
    BigInteger scale = BigInteger.TEN.pow(Math.abs(value.scale()));
    return value.scale() >= 0
        ? new Rational(value.unscaledValue(), scale)
        : new Rational(value.unscaledValue().multiply(scale), BigInteger.ONE);
  }

  private boolean startsAt(int index) {
    return isDigitAt(index)
        || (text.charAt(index) == '.'
            && isDigitAt(index + 1)
            && !(index > 0 && isDigitAt(index - 1)));
  }

  /** The end of digits with separators and a decimal part. */
  private int decimal(int from) {
    int index = digits(from);
    if (index - from <= 3) {
      for (int next = group(index); next > index; next = group(index)) {
        index = next;
      }
    }
    return index < text.length() && text.charAt(index) == '.' && isDigitAt(index + 1)
        ? digits(index + 1)
        : index;
  }

  /** The end of a separator and exactly three digits, or {@code from} when they do not follow. */
  private int group(int from) {
    for (String separator : GROUP_SEPARATORS) {
      int first = from + separator.length();
      if (text.startsWith(separator, from)
          && isDigitAt(first)
          && isDigitAt(first + 1)
          && isDigitAt(first + 2)
          && !isDigitAt(first + 3)) {
        return first + 3;
      }
    }
    return from;
  }

  /** Takes in the exponent or denominator, and marks what has no value as a number. */
  private void rest() {
    if (end < text.length() && (text.charAt(end) == 'e' || text.charAt(end) == 'E')) {
      boolean signed =
          end + 1 < text.length() && (text.charAt(end + 1) == '-' || text.charAt(end + 1) == '+');
      int first = end + (signed ? 2 : 1);
      end = isDigitAt(first) ? digits(first) : end;
    }
    for (int parts = 1;
        end < text.length() && text.charAt(end) == '/' && isDigitAt(end + 1);
        parts++) {
      end = decimal(end + 1);
      readable = parts == 1;
    }
    if (end < text.length()
        && text.charAt(end) == '^'
        && !text.startsWith("^\\circ", end)
        && !text.startsWith("^{\\circ", end)) {
      readable = false;
    }
  }

  /** Whether this is an exponent or an index. */
  private boolean isRaised() {
    int before = start - 1;
    while (before >= 0 && before >= start - 2 && "{-".indexOf(text.charAt(before)) >= 0) {
      before--;
    }
    return before >= 0
        && (text.charAt(before) == '^'
            || (text.charAt(before) == '_'
                && before > 0
                && Character.isLetterOrDigit(text.charAt(before - 1))));
  }

  /** A minus directly before the number or its currency, and not after an operand. */
  private boolean isNegative() {
    int before = start - 1;
    while (before >= 0 && before >= start - 2 && CURRENCIES.indexOf(text.charAt(before)) >= 0) {
      before--;
    }
    if (before < 0 || (text.charAt(before) != '-' && text.charAt(before) != '\u2212')) {
      return false;
    }
    return before == 0
        || !(Character.isLetterOrDigit(text.charAt(before - 1))
            || ")}]-".indexOf(text.charAt(before - 1)) >= 0);
  }

  private int digits(int from) {
    int index = from;
    while (isDigitAt(index)) {
      index++;
    }
    return index;
  }

  private boolean isDigitAt(int index) {
    return index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
