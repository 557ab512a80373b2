package io.souprl.verify.math;

import io.souprl.verify.Rational;
import io.souprl.verify.math.Token.Kind;
import java.math.BigInteger;

/** Reads a number with thousands separators, a decimal point and an exponent behind an e. */
final class NumberScanner {
  private static final int MAX_DIGITS = 400;

  private final String text;
  private final boolean bracketed;
  private int position;

  /**
   * @param start where the number begins
   * @param bracketed whether it is inside brackets, where a comma separates
   */
  NumberScanner(String text, int start, boolean bracketed) {
    this.text = text;
    this.position = start;
    this.bracketed = bracketed;
  }

  /**
   * The number that begins here.
   *
   * @param spaced whether a space stands before it
   */
  Token token(boolean spaced) throws UnreadableMath {
    int start = position;
    StringBuilder digits = new StringBuilder();
    digits(digits);
    while (separator() > 0) {
      position += separator();
      digits(digits);
    }
    boolean decimal = false;
    int scale = 0;
    if (at(position) == '.' && isDigit(at(position + 1))) {
      decimal = true;
      position++;
      int before = digits.length();
      digits(digits);
      scale = digits.length() - before;
    } else if (at(position) == '.' && !isDigit(at(position + 1)) && position > start) {
      position++; // 5.
    }
    if (digits.length() > MAX_DIGITS) {
      throw new UnreadableMath("a number of " + digits.length() + " digits");
    }
    int exponent = exponent();
    BigInteger whole = new BigInteger(digits.toString());
    BigInteger power = BigInteger.TEN.pow(Math.abs(exponent - scale));
    Rational value =
        exponent >= scale
            ? new Rational(whole.multiply(power), BigInteger.ONE)
            : new Rational(whole, power);
    Kind kind = decimal ? Kind.DECIMAL : Kind.NUMBER;
    return new Token(kind, text.substring(start, position), value, spaced);
  }

  /** Where what follows the number begins. */
  int end() {
    return position;
  }

  private void digits(StringBuilder digits) {
    while (isDigit(at(position))) {
      digits.append(at(position));
      position++;
    }
  }

  /** E notation: 1.5e-3, never more than the cap. */
  private int exponent() {
    char c = at(position);
    if (c != 'e' && c != 'E') {
      return 0;
    }
    int index = position + 1;
    if (at(index) == '-' || at(index) == '+') {
      index++;
    }
    int first = index;
    while (isDigit(at(index)) && index < first + 4) {
      index++;
    }
    if (index == first || isDigit(at(index)) || Character.isLetter(at(index))) {
      return 0;
    }
    int exponent = Integer.parseInt(text.substring(position + 1, index));
    if (Math.abs(exponent) > MAX_DIGITS) {
      return 0;
    }
    position = index;
    return exponent;
  }

  /** Length of a thousands separator here that three digits, and no fourth, follow; else 0. */
  private int separator() {
    int length = 0;
    char c = at(position);
    if (c == ',' && at(position + 1) == '\\' && at(position + 2) == '!') {
      length = 3;
      while (at(position + length) == ' ') {
        length++;
      }
    } else if (text.startsWith("{,}", position)) {
      length = 3;
    } else if (text.startsWith("\\,", position) || text.startsWith("\\!", position)) {
      length = 2;
    } else if (((c == ',' || c == ' ') && !bracketed) || c == '\u00a0' || c == '\u202f') {
      length = 1;
    }
    if (length == 0) {
      return 0;
    }
    int digits = 0;
    while (digits < 4 && isDigit(at(position + length + digits))) {
      digits++;
    }
    int before = 0;
    while (before < 4 && position - before > 0 && isDigit(text.charAt(position - before - 1))) {
      before++;
    }
    return digits == 3 && before <= 3 ? length : 0;
  }

  private char at(int index) {
    return index < text.length() ? text.charAt(index) : '\0';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
