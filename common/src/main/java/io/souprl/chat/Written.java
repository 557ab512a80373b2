package io.souprl.chat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.stream.Collectors;

/** Values as Python writes them: {@code str(value)} and {@code repr(value)}. */
final class Written {
  private static final int DIGITS_OF_A_DOUBLE = 17;
  private static final int LARGEST_PLAIN_EXPONENT = 16;
  private static final int SMALLEST_PLAIN_EXPONENT = -4;

  private Written() {}

  /** What {@code {{ value }}} writes. */
  static String str(Object value) {
    if (value instanceof String text) {
      return text;
    } else if (value instanceof Markup markup) {
      return markup.text();
    }
    return value == Absent.UNDEFINED ? "" : repr(value);
  }

  static String repr(Object value) {
    if (value instanceof String text) {
      return quoted(text);
    } else if (value instanceof Boolean bool) {
      return bool ? "True" : "False";
    } else if (value instanceof Long) {
      return value.toString();
    } else if (value instanceof Double number) {
      return number(number);
    } else if (value == Absent.NONE) {
      return "None";
    } else if (value == Absent.UNDEFINED) {
      return "Undefined";
    } else if (value instanceof Dict dict) {
      return dict.entries().entrySet().stream()
          .map(entry -> quoted(entry.getKey()) + ": " + repr(entry.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    } else if (value instanceof Sequence sequence) {
      return sequence(sequence);
    }
    throw new TemplateFailure("it writes out a value of type " + Values.typeName(value));
  }

  private static String sequence(Sequence sequence) {
    String items = sequence.items().stream().map(Written::repr).collect(Collectors.joining(", "));
    return switch (sequence.kind()) {
      case LIST -> "[" + items + "]";
      case TUPLE -> "(" + items + (sequence.items().size() == 1 ? ",)" : ")");
      case VIEW ->
          throw new TemplateFailure(
              "it writes out what items(), keys(), values() or range() gives");
    };
  }

  /** The fewest digits that read back as the same number. */
  static String number(double number) {
    if (number == 0) {
      return 1 / number < 0 ? "-0.0" : "0.0";
    }
    BigDecimal shortest = new BigDecimal(number);
    for (int digits = 1; digits <= DIGITS_OF_A_DOUBLE; digits++) {
      shortest = new BigDecimal(number).round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (shortest.doubleValue() == number) {
        break;
      }
    }
    shortest = shortest.stripTrailingZeros();
    int exponent = shortest.precision() - shortest.scale() - 1;
    if (exponent >= SMALLEST_PLAIN_EXPONENT && exponent < LARGEST_PLAIN_EXPONENT) {
      String plain = shortest.toPlainString();
      return plain.contains(".") ? plain : plain + ".0";
    }
    String digits = shortest.unscaledValue().abs().toString();
    return (number < 0 ? "-" : "")
        + digits.charAt(0)
        + (digits.length() > 1 ? "." + digits.substring(1) : "")
        + "e%s%02d".formatted(exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  private static String quoted(String text) {
    char quote = text.contains("'") && !text.contains("\"") ? '"' : '\'';
    StringBuilder quoted = new StringBuilder().append(quote);
    text.codePoints().forEach(codePoint -> append(quoted, codePoint, quote));
    return quoted.append(quote).toString();
  }

  private static void append(StringBuilder quoted, int codePoint, char quote) {
    switch (codePoint) {
      case '\n' -> quoted.append("\\n");
      case '\r' -> quoted.append("\\r");
      case '\t' -> quoted.append("\\t");
      case '\\' -> quoted.append("\\\\");
      default -> {
        if (codePoint == quote) {
          quoted.append('\\').append(quote);
        } else if (isPrintable(codePoint)) {
          quoted.appendCodePoint(codePoint);
        } else if (codePoint <= 0xff) {
          quoted.append("\\x%02x".formatted(codePoint));
        } else if (codePoint <= 0xffff) {
          quoted.append("\\u%04x".formatted(codePoint));
        } else {
          quoted.append("\\U%08x".formatted(codePoint));
        }
      }
    }
  }

  private static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.UNASSIGNED ->
          throw new TemplateFailure(
              "it writes out the code point U+%04X, which Java does not know".formatted(codePoint));
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> codePoint == ' ';
      default -> true;
    };
  }
}
