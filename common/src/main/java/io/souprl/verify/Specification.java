package io.souprl.verify;

import io.souprl.error.InputErrors;
import io.souprl.error.InputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The name of a verifier with its options: {@code math}, {@code math(percent=any, order=same)},
 * {@code regex(pattern='a (\d+)')}, {@code weighted(0.9*math, 0.1*format)}.
 *
 * @param name of the verifier
 * @param options as they are written, by name
 * @param parts of a combination, with their weights
 */
record Specification(String name, Map<String, String> options, List<Part> parts) {
  private static final int MAX_LENGTH = 2000;
  private static final int MAX_DEPTH = 8;

  /** One part of a combination. */
  record Part(double weight, Specification specification) {}

  Specification {
    options = Map.copyOf(options);
    parts = List.copyOf(parts);
  }

  /**
   * Reads a specification.
   *
   * @throws InputException when it is not one; the message shows where
   */
  static Specification parse(String text) {
    if (text == null || text.isBlank() || text.length() > MAX_LENGTH) {
      throw InputErrors.of(
          "verifier",
          text == null || text.isBlank() ? "its name is empty" : "its name is too long",
          "Known: " + String.join(", ", Verifiers.names()) + ".");
    }
    Reader reader = new Reader(text);
    Specification specification = reader.specification(0);
    reader.blank();
    if (reader.position < text.length()) {
      throw reader.refused("nothing is expected behind it");
    }
    return specification;
  }

  private static final class Reader {
    private final String text;
    private int position;

    Reader(String text) {
      this.text = text;
    }

    Specification specification(int depth) {
      if (depth > MAX_DEPTH) {
        throw refused("combinations are nested too deep");
      }
      String name = word();
      Map<String, String> options = new LinkedHashMap<>();
      List<Part> parts = new ArrayList<>();
      if (takes('(')) {
        while (!takes(')')) {
          argument(depth, options, parts);
          if (!takes(',') && peek() != ')') {
            throw refused("a comma or a closing parenthesis is expected");
          }
        }
      }
      return new Specification(name, options, parts);
    }

    private void argument(int depth, Map<String, String> options, List<Part> parts) {
      int start = position;
      String first = word();
      if (takes('*')) {
        parts.add(new Part(weight(first, start), specification(depth + 1)));
      } else if (takes('=')) {
        String value = value();
        if (options.put(first, value) != null) {
          throw refused("option '" + first + "' is set twice");
        }
      } else {
        throw refused("write an option as name=value and a part of a combination as weight*name");
      }
    }

    private double weight(String number, int start) {
      try {
        double weight = Double.parseDouble(number);
        if (Double.isFinite(weight)) {
          return weight;
        }
      } catch (NumberFormatException e) {
        position = start;
      }
      throw refused("'" + number + "' is no weight");
    }

    private String word() {
      blank();
      int start = position;
      while (position < text.length()
          && (Character.isLetterOrDigit(text.charAt(position))
              || "-_.+".indexOf(text.charAt(position)) >= 0)) {
        position++;
      }
      if (position == start) {
        throw refused("a name is expected");
      }
      return text.substring(start, position);
    }

    /** Up to a comma or parenthesis, or in quotes, in which a quote is written twice. */
    private String value() {
      blank();
      char quote = peek();
      if (quote != '\'' && quote != '"') {
        int start = position;
        while (position < text.length() && ",()".indexOf(text.charAt(position)) < 0) {
          position++;
        }
        return text.substring(start, position).strip();
      }
      StringBuilder value = new StringBuilder();
      for (position++; position < text.length(); position++) {
        if (text.charAt(position) == quote) {
          position++;
          if (peek() != quote) {
            return value.toString();
          }
        }
        value.append(text.charAt(position));
      }
      throw refused("a closing quote is missing");
    }

    private char peek() {
      blank();
      return position < text.length() ? text.charAt(position) : '\0';
    }

    private boolean takes(char c) {
      if (peek() != c) {
        if (position >= text.length() && c == ')') {
          throw refused("a closing parenthesis is missing");
        }
        return false;
      }
      position++;
      return true;
    }

    private void blank() {
      while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
        position++;
      }
    }

    private InputException refused(String problem) {
      return InputErrors.of(
          "verifier '" + text + "'",
          problem + ", at character " + (position + 1),
          "Write name or name(option=value, ...).");
    }
  }
}
