package io.souprl.verify.math;

import io.souprl.verify.math.MathNode.Bracketed;
import io.souprl.verify.math.MathNode.Call;
import io.souprl.verify.math.MathNode.Numeral;
import io.souprl.verify.math.MathNode.Power;
import io.souprl.verify.math.MathNode.Product;
import io.souprl.verify.math.MathNode.Quotient;
import io.souprl.verify.math.MathNode.Ratio;
import io.souprl.verify.math.MathNode.Relation;
import io.souprl.verify.math.MathNode.Symbol;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What equations and inequalities say: names that get a value, and intervals. */
final class Statements {
  private static final Set<String> CONSTANTS = Set.of("pi", "inf", "emptyset", "...");
  private static final Set<String> UPWARDS = Set.of("<", "<=");
  private static final Set<String> DOWNWARDS = Set.of(">", ">=");

  private final ScalarComparison scalars;

  Statements(ScalarComparison scalars) {
    this.scalars = scalars;
  }

  /**
   * A chain in its shortest form: {@code x = 2 + 3 = 5} is {@code x = 5}, {@code 2 + 3 = 5} is 5,
   * and what follows an approximation sign is left out. A chain of numbers that differ says nothing
   * and stays what it is.
   */
  MathNode shortest(Relation relation) {
    int approximation = relation.operators().indexOf("≈");
    List<MathNode> parts = relation.parts();
    if (approximation == 0 && isName(parts.get(0))) {
      return new Relation(List.of(parts.get(0), parts.get(1)), List.of("="));
    }
    if (approximation >= 0) {
      parts = parts.subList(0, approximation + 1);
      relation = new Relation(parts, relation.operators().subList(0, approximation));
      if (parts.size() == 1) {
        return parts.get(0);
      }
    }
    if (!relation.operators().stream().allMatch("="::equals)) {
      return relation;
    }
    boolean named = isName(parts.get(0));
    MathNode last = parts.get(parts.size() - 1);
    for (MathNode part : parts.subList(named ? 1 : 0, parts.size() - 1)) {
      if (isName(part) || !scalars.equal(part, last) || (!named && !isConstant(part))) {
        return relation;
      }
    }
    return named ? new Relation(List.of(parts.get(0), last), List.of("=")) : last;
  }

  private static boolean isConstant(MathNode node) {
    return ExactValue.of(node).isPresent() || PreciseValue.of(node).isPresent();
  }

  /** The value that a relation gives to a name, or the set that it is in. */
  Optional<MathNode> assigned(MathNode node) {
    return node instanceof Relation relation && isAssignment(relation) && isName(first(relation))
        ? Optional.of(relation.parts().get(1))
        : Optional.empty();
  }

  /** The same for a gold answer, whose left side may be any expression of names alone. */
  Optional<MathNode> assignedInGold(MathNode node) {
    return node instanceof Relation relation
            && isAssignment(relation)
            && isMadeOfNames(first(relation))
        ? Optional.of(relation.parts().get(1))
        : Optional.empty();
  }

  private static MathNode first(Relation relation) {
    return relation.parts().get(0);
  }

  private static boolean isAssignment(Relation relation) {
    String operator = relation.operators().get(0);
    return relation.operators().size() == 1 && (operator.equals("=") || operator.equals("∈"));
  }

  /** A variable, f(x), (x, y), a : b or the name of a segment such as AB. */
  static boolean isName(MathNode node) {
    if (node instanceof Symbol symbol) {
      return !CONSTANTS.contains(symbol.name());
    } else if (node instanceof Call call) {
      return call.function().length() <= 2 && Character.isLetter(call.function().charAt(0));
    } else if (node instanceof Bracketed point) {
      return point.items().stream().allMatch(Statements::isName);
    } else if (node instanceof Ratio ratio) {
      return ratio.parts().stream().allMatch(Statements::isName);
    } else if (node instanceof Product product) {
      return product.factors().stream().allMatch(Statements::isPointName);
    }
    return false;
  }

  private static boolean isPointName(MathNode node) {
    return node instanceof Symbol symbol
        && (Character.isUpperCase(symbol.name().charAt(0))
            || symbol.name().equals("angle")
            || symbol.name().equals("triangle"));
  }

  private static boolean isMadeOfNames(MathNode node) {
    if (node instanceof Quotient quotient) {
      return isMadeOfNames(quotient.numerator()) && isMadeOfNames(quotient.denominator());
    } else if (node instanceof Product product) {
      return product.factors().stream().allMatch(Statements::isMadeOfNames);
    } else if (node instanceof Power power) {
      return isMadeOfNames(power.base()) && power.exponent() instanceof Numeral;
    }
    return isName(node);
  }

  /** The interval that an inequality with one name describes. */
  static Optional<MathNode> interval(MathNode node) {
    if (!(node instanceof Relation relation)) {
      return Optional.empty();
    }
    Relation upwards = upwards(relation).orElse(null);
    if (upwards == null) {
      return Optional.empty();
    }
    List<MathNode> parts = upwards.parts();
    List<String> operators = upwards.operators();
    MathNode infinity = new Symbol("inf");
    if (parts.size() == 3 && isName(parts.get(1))) {
      return Optional.of(interval(operators.get(0), parts.get(0), parts.get(2), operators.get(1)));
    } else if (parts.size() == 2 && isName(parts.get(0))) {
      return Optional.of(
          interval("<", TermParser.negated(infinity), parts.get(1), operators.get(0)));
    } else if (parts.size() == 2 && isName(parts.get(1))) {
      return Optional.of(interval(operators.get(0), parts.get(0), infinity, "<"));
    }
    return Optional.empty();
  }

  private static MathNode interval(String first, MathNode from, MathNode to, String second) {
    char open = first.equals("<") ? '(' : '[';
    char close = second.equals("<") ? ')' : ']';
    return new Bracketed(open, List.of(from, to), close);
  }

  /** An inequality that reads from small to large, or empty when its signs differ. */
  static Optional<Relation> upwards(Relation relation) {
    if (UPWARDS.containsAll(relation.operators())) {
      return Optional.of(relation);
    }
    if (!DOWNWARDS.containsAll(relation.operators())) {
      return Optional.empty();
    }
    List<MathNode> parts = new ArrayList<>(relation.parts());
    List<String> operators = new ArrayList<>(relation.operators());
    Collections.reverse(parts);
    Collections.reverse(operators);
    operators.replaceAll(operator -> operator.replace('>', '<'));
    return Optional.of(new Relation(List.copyOf(parts), List.copyOf(operators)));
  }
}
