package io.souprl.chat;

import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;

/**
 * What Python says of a value: its type, truth, equality, length and items. Values are String,
 * Long, Double, Boolean, {@link Absent}, {@link Sequence}, {@link Dict}, {@link Namespace}, {@link
 * Generator}, {@link Markup} and {@link LoopState}.
 */
final class Values {
  private Values() {}

  /** jinjava's null is a variable that nothing has set. */
  static Object orUndefined(Object value) {
    return value == null ? Absent.UNDEFINED : value;
  }

  static String typeName(Object value) {
    if (value instanceof String) {
      return "str";
    } else if (value instanceof Long) {
      return "int";
    } else if (value instanceof Double) {
      return "float";
    } else if (value instanceof Boolean) {
      return "bool";
    } else if (value instanceof Sequence sequence) {
      return sequence.typeName();
    } else if (value instanceof Dict) {
      return "dict";
    } else if (value == Absent.NONE) {
      return "None";
    }
    return value instanceof Absent ? "undefined" : value.getClass().getSimpleName();
  }

  static boolean isTrue(Object value) {
    if (value instanceof Boolean bool) {
      return bool;
    } else if (value instanceof String text) {
      return !text.isEmpty();
    } else if (value instanceof Long number) {
      return number != 0;
    } else if (value instanceof Double number) {
      return number != 0;
    } else if (value instanceof Sequence sequence) {
      return !sequence.items().isEmpty();
    } else if (value instanceof Dict dict) {
      return !dict.entries().isEmpty();
    } else if (value instanceof Markup markup) {
      return !markup.text().isEmpty();
    }
    return !(value instanceof Absent);
  }

  /** Whether it is an int, a float or a bool, which Python counts as an int. */
  static boolean isNumber(Object value) {
    return value instanceof Long || value instanceof Double || value instanceof Boolean;
  }

  /** The number as a Long or a Double. */
  static Number number(Object value) {
    return value instanceof Boolean bool ? Long.valueOf(bool ? 1 : 0) : (Number) value;
  }

  static int compareNumbers(Object left, Object right) {
    return exact(number(left)).compareTo(exact(number(right)));
  }

  private static BigDecimal exact(Number number) {
    return number instanceof Long whole
        ? BigDecimal.valueOf(whole)
        : new BigDecimal(number.doubleValue());
  }

  static boolean equal(Object left, Object right) {
    if (isNumber(left) && isNumber(right)) {
      return compareNumbers(left, right) == 0;
    } else if (left instanceof Sequence one && right instanceof Sequence other) {
      return equal(one, other);
    } else if (left instanceof Dict one && right instanceof Dict other) {
      return one.entries().keySet().equals(other.entries().keySet())
          && one.entries().entrySet().stream()
              .allMatch(entry -> equal(entry.getValue(), other.get(entry.getKey())));
    } else if (left instanceof Markup || right instanceof Markup) {
      throw new TemplateFailure("it compares what safe gives");
    } else if (left instanceof Namespace || left instanceof LoopState) {
      return left == right;
    }
    return left.equals(right);
  }

  private static boolean equal(Sequence left, Sequence right) {
    if (left.kind() == Sequence.Kind.VIEW || right.kind() == Sequence.Kind.VIEW) {
      throw new TemplateFailure("it compares what items(), keys(), values() or range() gives");
    }
    if (left.kind() != right.kind() || left.items().size() != right.items().size()) {
      return false;
    }
    for (int i = 0; i < left.items().size(); i++) {
      if (!equal(left.items().get(i), right.items().get(i))) {
        return false;
      }
    }
    return true;
  }

  /** What {@code for} and {@code list} go over. */
  static Iterator<Object> iterate(Object value) {
    if (value instanceof Sequence sequence) {
      return sequence.items().iterator();
    } else if (value instanceof Generator generator) {
      return generator.items();
    } else if (value instanceof Dict dict) {
      return dict.keys().items().iterator();
    } else if (value instanceof String text) {
      return Text.characters(text).iterator();
    } else if (value == Absent.UNDEFINED) {
      return List.of().iterator();
    }
    throw new TemplateFailure("it goes over a value of type " + typeName(value));
  }

  static long length(Object value) {
    if (value instanceof Sequence sequence) {
      return sequence.items().size();
    } else if (value instanceof Dict dict) {
      return dict.entries().size();
    } else if (value instanceof String text) {
      return text.codePointCount(0, text.length());
    } else if (value == Absent.UNDEFINED) {
      return 0;
    }
    throw new TemplateFailure("it asks for the length of a value of type " + typeName(value));
  }

  static boolean contains(Object container, Object item) {
    if (container instanceof String text) {
      if (item instanceof String part) {
        return text.contains(part);
      }
      throw new TemplateFailure("it looks for a value of type " + typeName(item) + " in a str");
    } else if (container instanceof Dict dict) {
      if (item instanceof Sequence || item instanceof Dict) {
        throw new TemplateFailure("it looks for a value of type " + typeName(item) + " in a dict");
      }
      return item instanceof String key && dict.entries().containsKey(key);
    }
    for (Iterator<Object> items = iterate(container); items.hasNext(); ) {
      if (equal(items.next(), item)) {
        return true;
      }
    }
    return false;
  }

  static String string(Object value, String what) {
    if (value instanceof String text) {
      return text;
    }
    throw new TemplateFailure(what + " is a value of type " + typeName(value) + ", not a str");
  }

  static int integer(Object value, String what) {
    if (value instanceof Long number && number == number.intValue()) {
      return number.intValue();
    }
    throw new TemplateFailure(
        what + " is a value of type " + typeName(value) + ", not a small int");
  }
}
