package io.souprl.chat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;

/** Python's arithmetic and order. What Python answers with a TypeError is refused. */
final class Operators {
  private static final long LARGEST_EXACT_DOUBLE = 1L << 53;

  private Operators() {}

  static Object add(Object left, Object right) {
    if (left instanceof String start && right instanceof String end) {
      return start + end;
    } else if (left instanceof Sequence start
        && right instanceof Sequence end
        && start.kind() == end.kind()
        && start.kind() != Sequence.Kind.VIEW) {
      List<Object> items = new ArrayList<>(start.items());
      items.addAll(end.items());
      return new Sequence(start.kind(), items);
    }
    requireNumbers("+", left, right);
    return isWhole(left, right)
        ? whole(() -> Math.addExact(whole(left), whole(right)))
        : finite(real(left) + real(right));
  }

  static Object subtract(Object left, Object right) {
    requireNumbers("-", left, right);
    return isWhole(left, right)
        ? whole(() -> Math.subtractExact(whole(left), whole(right)))
        : finite(real(left) - real(right));
  }

  static Object multiply(Object left, Object right) {
    if (right instanceof String || right instanceof Sequence) {
      return repeat(right, left);
    } else if (left instanceof String || left instanceof Sequence) {
      return repeat(left, right);
    }
    requireNumbers("*", left, right);
    return isWhole(left, right)
        ? whole(() -> Math.multiplyExact(whole(left), whole(right)))
        : finite(real(left) * real(right));
  }

  private static Object repeat(Object value, Object times) {
    int count = Math.max(0, Values.integer(times, "the count of a repetition"));
    if (value instanceof String text) {
      RenderBudget.require((long) count * text.length());
      return text.repeat(count);
    }
    Sequence sequence = (Sequence) value;
    if (sequence.kind() == Sequence.Kind.VIEW) {
      throw new TemplateFailure("* is given a view");
    }
    RenderBudget.require((long) count * sequence.items().size());
    List<Object> items = new ArrayList<>();
    Collections.nCopies(count, sequence.items()).forEach(items::addAll);
    return new Sequence(sequence.kind(), items);
  }

  static Object divide(Object left, Object right) {
    requireNumbers("/", left, right);
    requireDivisor(right);
    if (isWhole(left, right)
        && (Math.abs(whole(left)) > LARGEST_EXACT_DOUBLE
            || Math.abs(whole(right)) > LARGEST_EXACT_DOUBLE)) {
      throw new TemplateFailure("/ is given a number beyond 2^53");
    }
    return finite(real(left) / real(right));
  }

  static Object floorDivide(Object left, Object right) {
    requireWhole("//", left, right);
    return Math.floorDiv(whole(left), whole(right));
  }

  static Object modulo(Object left, Object right) {
    requireWhole("%", left, right);
    return Math.floorMod(whole(left), whole(right));
  }

  static Object negate(Object value) {
    return value instanceof Double number ? finite(-number) : subtract(0L, value);
  }

  static Object plus(Object value) {
    return add(0L, value);
  }

  /** Negative, 0 or positive, as left is before, at or after right. */
  static int compare(Object left, Object right) {
    if (left instanceof String one && right instanceof String other) {
      return Text.compare(one, other);
    }
    requireNumbers("a comparison", left, right);
    return Values.compareNumbers(left, right);
  }

  private static void requireNumbers(String operator, Object left, Object right) {
    if (!Values.isNumber(left) || !Values.isNumber(right)) {
      throw new TemplateFailure(
          "%s is given values of the types %s and %s"
              .formatted(operator, Values.typeName(left), Values.typeName(right)));
    }
  }

  private static void requireWhole(String operator, Object left, Object right) {
    requireNumbers(operator, left, right);
    if (!isWhole(left, right)) {
      throw new TemplateFailure(operator + " is given a float");
    }
    requireDivisor(right);
  }

  private static void requireDivisor(Object divisor) {
    if (!Values.isTrue(divisor)) {
      throw new TemplateFailure("it divides by zero");
    }
  }

  private static boolean isWhole(Object left, Object right) {
    return !(left instanceof Double) && !(right instanceof Double);
  }

  private static long whole(Object value) {
    return Values.number(value).longValue();
  }

  private static double real(Object value) {
    return Values.number(value).doubleValue();
  }

  private static Object finite(double result) {
    if (!Double.isFinite(result)) {
      throw new TemplateFailure("a number is too large");
    }
    return result;
  }

  private static Object whole(LongSupplier operation) {
    try {
      return operation.getAsLong();
    } catch (ArithmeticException e) {
      throw new TemplateFailure("a number is too large");
    }
  }
}
