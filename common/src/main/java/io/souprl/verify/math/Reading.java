package io.souprl.verify.math;

import io.souprl.verify.Rational;
import io.souprl.verify.math.MathNode.Numeral;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An answer as it is compared.
 *
 * @param source as it is written, without the marks around it
 * @param text in a normal spelling: without marks of formulas, fonts and white space
 * @param node its meaning, empty when it stays text
 * @param decimal the number that it is when its comma is a decimal point
 */
record Reading(String source, String text, Optional<MathNode> node, Optional<MathNode> decimal) {
  private static final int MAX_TEXT = 300;
  private static final List<List<String>> WRAPPERS =
      List.of(
          List.of("$$", "$$"),
          List.of("$", "$"),
          List.of("\\(", "\\)"),
          List.of("\\[", "\\]"),
          List.of("**", "**"),
          List.of("`", "`"),
          List.of("\"", "\""));

  /** Reads an answer. */
  static Reading of(String answer) {
    String trimmed = trimmed(answer);
    return new Reading(trimmed, spelling(trimmed), parsed(trimmed), decimalComma(trimmed));
  }

  /** The meaning of a text whose LaTeX may have been escaped once too often. */
  private static Optional<MathNode> parsed(String trimmed) {
    Optional<MathNode> node = MathParser.parse(trimmed);
    boolean escaped = node.isEmpty() && trimmed.contains("\\\\");
    return escaped ? MathParser.parse(singleBackslashes(trimmed)) : node;
  }

  /** Whether an answer is understood, and not only text. */
  static boolean readable(String answer) {
    return parsed(trimmed(answer)).isPresent();
  }

  /** Whether there is anything to compare. */
  boolean present() {
    return node.isPresent() || (!text.isEmpty() && text.length() <= MAX_TEXT);
  }

  /** The same string for the same number: a whole number or a fraction in lowest terms. */
  String canonical() {
    return node.flatMap(ExactValue::of)
        .filter(value -> value.numerator().bitLength() + value.denominator().bitLength() < 256)
        .map(Rational::toString)
        .orElse(text);
  }

  /** Without white space, marks around a formula and a full stop at the end. */
  static String trimmed(String answer) {
    String text = answer.strip();
    boolean changed = true;
    while (changed) {
      changed = false;
      for (List<String> wrapper : WRAPPERS) {
        String open = wrapper.get(0);
        String close = wrapper.get(1);
        boolean wrapped =
            text.length() > open.length() + close.length()
                && text.startsWith(open)
                && text.endsWith(close)
                && text.indexOf(close, open.length()) == text.length() - close.length();
        if (wrapped) {
          text = text.substring(open.length(), text.length() - close.length()).strip();
          changed = true;
        }
      }
      if (text.length() > 1
          && ".,;:".indexOf(text.charAt(text.length() - 1)) >= 0
          && !text.endsWith("\\,")
          && !text.endsWith("\\;")
          && !text.endsWith("\\:")) {
        text = text.substring(0, text.length() - 1).strip();
        changed = true;
      }
      if (text.endsWith("\\") && !text.endsWith("\\\\")) {
        text = text.substring(0, text.length() - 1).strip();
        changed = true;
      }
    }
    return text;
  }

  /** LaTeX that was escaped once too often. */
  private static String singleBackslashes(String text) {
    StringBuilder single = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      boolean twice = text.startsWith("\\\\", i) && i + 2 < text.length();
      if (twice
          && (Character.isLetter(text.charAt(i + 2)) || "{}%".indexOf(text.charAt(i + 2)) >= 0)) {
        i++;
      }
      single.append(text.charAt(i));
    }
    return single.toString();
  }

  /** 1,22 and 1000,99: digits, one comma, and not the three digits of a thousands group. */
  private static Optional<MathNode> decimalComma(String text) {
    int comma = text.indexOf(',');
    if (comma <= 0 || comma == text.length() - 1 || text.length() > 30) {
      return Optional.empty();
    }
    for (int i = 0; i < text.length(); i++) {
      if (i != comma && (text.charAt(i) < '0' || text.charAt(i) > '9')) {
        return Optional.empty();
      }
    }
    BigDecimal value = new BigDecimal(text.replace(',', '.'));
    return Optional.of(
        new Numeral(
            new Rational(value.unscaledValue(), java.math.BigInteger.TEN.pow(value.scale())),
            true));
  }

  /** For the comparison of texts; letter case counts for single letters behind J alone. */
  private static String spelling(String text) {
    StringBuilder spelled = new StringBuilder();
    int length = Math.min(text.length(), MathParser.MAX_LENGTH);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        int end = i + 1;
        while (end < length && Character.isLetter(text.charAt(end))) {
          end++;
        }
        String name = text.substring(i + 1, end);
        if (end == i + 1) {
          i = end; // \, and its like
          spelled.append(
              end < length && "{}%".indexOf(text.charAt(end)) >= 0 ? text.charAt(end) : "");
        } else {
          if (!Names.TEXT.contains(name) && !Names.SILENT.contains(name)) {
            spelled.append('\\').append(name.endsWith("frac") ? "frac" : name);
          }
          i = end - 1;
        }
      } else if (!Character.isWhitespace(c) && c != '$' && c != '{' && c != '}') {
        spelled.append(c);
      }
    }
    String plain = spelled.toString();
    if (plain.length() == 3 && plain.charAt(0) == '(' && plain.charAt(2) == ')') {
      plain = plain.substring(1, 2);
    }
    boolean symbol = plain.length() == 1 && Character.toUpperCase(plain.charAt(0)) > 'J';
    return symbol ? plain : plain.toLowerCase(Locale.ROOT);
  }
}
