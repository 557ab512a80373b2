package io.souprl.chat;

import java.util.List;
import java.util.Map;

/** The tests of jinja2 that a template may put after {@code is}. */
final class Tests {
  private interface OfOne {
    boolean holds(Object value);
  }

  private interface OfTwo {
    boolean holds(Object value, Object other);
  }

  private static final Map<String, OfOne> OF_ONE =
      Map.ofEntries(
          Map.entry("defined", value -> value != Absent.UNDEFINED),
          Map.entry("undefined", value -> value == Absent.UNDEFINED),
          Map.entry("none", value -> value == Absent.NONE),
          Map.entry("string", value -> value instanceof String),
          Map.entry("number", Values::isNumber),
          Map.entry("integer", value -> value instanceof Long),
          Map.entry("float", value -> value instanceof Double),
          Map.entry("boolean", value -> value instanceof Boolean),
          Map.entry("true", value -> value.equals(true)),
          Map.entry("false", value -> value.equals(false)),
          Map.entry("mapping", value -> value instanceof Dict),
          Map.entry("iterable", Tests::isIterable),
          Map.entry("sequence", Tests::isSequence),
          Map.entry("odd", value -> Operators.modulo(value, 2L).equals(1L)),
          Map.entry("even", value -> Operators.modulo(value, 2L).equals(0L)));
  private static final Map<String, OfTwo> OF_TWO =
      Map.ofEntries(
          Map.entry("equalto", Values::equal),
          Map.entry("eq", Values::equal),
          Map.entry("==", Values::equal),
          Map.entry("ne", (value, other) -> !Values.equal(value, other)),
          Map.entry("!=", (value, other) -> !Values.equal(value, other)),
          Map.entry("lt", (value, other) -> Operators.compare(value, other) < 0),
          Map.entry("lessthan", (value, other) -> Operators.compare(value, other) < 0),
          Map.entry("<", (value, other) -> Operators.compare(value, other) < 0),
          Map.entry("le", (value, other) -> Operators.compare(value, other) <= 0),
          Map.entry("<=", (value, other) -> Operators.compare(value, other) <= 0),
          Map.entry("gt", (value, other) -> Operators.compare(value, other) > 0),
          Map.entry("greaterthan", (value, other) -> Operators.compare(value, other) > 0),
          Map.entry(">", (value, other) -> Operators.compare(value, other) > 0),
          Map.entry("ge", (value, other) -> Operators.compare(value, other) >= 0),
          Map.entry(">=", (value, other) -> Operators.compare(value, other) >= 0),
          Map.entry("in", (value, other) -> Values.contains(other, value)),
          Map.entry("divisibleby", (value, other) -> Operators.modulo(value, other).equals(0L)));

  private Tests() {}

  static boolean isKnown(String name) {
    return OF_ONE.containsKey(name) || OF_TWO.containsKey(name);
  }

  static boolean holds(String name, Object value, List<Object> arguments) {
    if (value instanceof Markup) {
      throw new TemplateFailure("the test %s is given what safe gives".formatted(name));
    } else if (OF_ONE.containsKey(name) && arguments.isEmpty()) {
      return OF_ONE.get(name).holds(value);
    } else if (OF_TWO.containsKey(name) && arguments.size() == 1) {
      return OF_TWO.get(name).holds(value, arguments.get(0));
    }
    throw new TemplateFailure(
        isKnown(name)
            ? "the test %s has %d arguments".formatted(name, arguments.size())
            : "the test " + name + " is not known");
  }

  private static boolean isIterable(Object value) {
    return value instanceof Sequence
        || value instanceof Dict
        || value instanceof String
        || value instanceof Generator
        || value == Absent.UNDEFINED;
  }

  private static boolean isSequence(Object value) {
    if (value instanceof Sequence sequence && sequence.kind() == Sequence.Kind.VIEW) {
      throw new TemplateFailure("the test sequence is given a view");
    }
    return isIterable(value) && !(value instanceof Generator);
  }
}
