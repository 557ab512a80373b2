package io.souprl.verify.math;

import io.souprl.verify.math.MathNode.Braced;
import io.souprl.verify.math.MathNode.Bracketed;
import io.souprl.verify.math.MathNode.Matrix;
import io.souprl.verify.math.MathNode.Numeral;
import io.souprl.verify.math.MathNode.Percent;
import io.souprl.verify.math.MathNode.PlusMinus;
import io.souprl.verify.math.MathNode.Product;
import io.souprl.verify.math.MathNode.Quotient;
import io.souprl.verify.math.MathNode.Ratio;
import io.souprl.verify.math.MathNode.Relation;
import io.souprl.verify.math.MathNode.Several;
import io.souprl.verify.math.MathNode.Union;
import io.souprl.verify.math.MathOptions.OrderRule;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** Whether an answer means what the gold answer means, by structure and then by value. */
final class AnswerComparison {
  private static final int MAX_ITEMS = 60;
  private static final MathNode HUNDRED = Numeral.of(100);

  private final MathOptions options;
  private final ScalarComparison scalars;
  private final Statements statements;

  AnswerComparison(MathOptions options) {
    this.options = options;
    this.scalars = new ScalarComparison(options);
    this.statements = new Statements(scalars);
  }

  boolean equal(MathNode gold, MathNode answer) {
    MathNode expected = shortened(gold);
    MathNode actual = shortened(answer);
    if (expected.equals(actual)) {
      return true;
    }
    if (isCollection(expected) || isCollection(actual)) {
      return collections(expected, actual);
    }
    if (expected instanceof Relation || actual instanceof Relation) {
      return relations(expected, actual);
    }
    if (expected instanceof Bracketed first) {
      return actual instanceof Bracketed second
          && first.open() == second.open()
          && first.close() == second.close()
          && inOrder(first.items(), second.items());
    }
    if (expected instanceof Ratio first) {
      return actual instanceof Ratio second && inOrder(first.parts(), second.parts());
    }
    if (expected instanceof Union first) {
      return actual instanceof Union second && inAnyOrder(first.sets(), second.sets());
    }
    if (expected instanceof Matrix first) {
      return actual instanceof Matrix second && matrices(first, second);
    }
    if (actual instanceof Bracketed
        || actual instanceof Ratio
        || actual instanceof Union
        || actual instanceof Matrix) {
      return false;
    }
    return (expected instanceof Percent || actual instanceof Percent)
        ? percents(expected, actual)
        : scalars.equal(expected, actual);
  }

  private MathNode shortened(MathNode node) {
    if (node instanceof Relation relation) {
      return statements.shortest(relation);
    }
    return alternatives(node).map(both -> (MathNode) new Several(both)).orElse(node);
  }

  /** Both values of an expression with a plus-minus sign at its top or in its numerator. */
  private static Optional<List<MathNode>> alternatives(MathNode node) {
    if (node instanceof PlusMinus both) {
      MathNode plus = new MathNode.Sum(List.of(both.base(), both.term()));
      MathNode minus = new MathNode.Sum(List.of(both.base(), TermParser.negated(both.term())));
      return Optional.of(List.of(plus, minus));
    }
    if (node instanceof Quotient quotient) {
      return alternatives(quotient.numerator())
          .map(
              tops ->
                  tops.stream()
                      .map(top -> (MathNode) new Quotient(top, quotient.denominator()))
                      .toList());
    }
    return Optional.empty();
  }

  private static boolean isCollection(MathNode node) {
    return node instanceof Several || node instanceof Braced;
  }

  private List<MathNode> items(MathNode node) {
    List<MathNode> items =
        node instanceof Several several
            ? several.items()
            : node instanceof Braced braced ? braced.items() : List.of(node);
    List<MathNode> flat = new ArrayList<>();
    for (MathNode item : items) {
      MathNode shortened = shortened(item);
      if (shortened instanceof Several both) {
        flat.addAll(both.items());
      } else if (shortened instanceof Relation relation) {
        flat.addAll(assignedTo(relation));
      } else {
        flat.add(item);
      }
    }
    return flat;
  }

  /** {@code x = 1 ± 2} is two answers. */
  private static List<MathNode> assignedTo(Relation relation) {
    if (relation.parts().size() == 2 && relation.operators().get(0).equals("=")) {
      Optional<List<MathNode>> both = alternatives(relation.parts().get(1));
      if (both.isPresent()) {
        return both.get().stream()
            .map(
                one -> (MathNode) new Relation(List.of(relation.parts().get(0), one), List.of("=")))
            .toList();
      }
    }
    return List.of(relation);
  }

  private boolean collections(MathNode gold, MathNode answer) {
    MathNode expected = isCollection(gold) ? gold : statements.assignedInGold(gold).orElse(gold);
    MathNode actual = isCollection(answer) ? answer : statements.assigned(answer).orElse(answer);
    List<MathNode> first = items(expected);
    List<MathNode> second = items(actual);
    if (options.order() == OrderRule.SAME && gold instanceof Several) {
      return inOrder(first, second);
    }
    return inAnyOrder(
        List.copyOf(new LinkedHashSet<>(first)), List.copyOf(new LinkedHashSet<>(second)));
  }

  private boolean inOrder(List<MathNode> gold, List<MathNode> answer) {
    if (gold.size() != answer.size()) {
      return false;
    }
    for (int i = 0; i < gold.size(); i++) {
      if (!equal(gold.get(i), answer.get(i))) {
        return false;
      }
    }
    return true;
  }

  private boolean inAnyOrder(List<MathNode> gold, List<MathNode> answer) {
    if (gold.size() != answer.size()) {
      return false;
    }
    if (gold.size() > MAX_ITEMS) {
      return inOrder(gold, answer);
    }
    List<MathNode> left = new ArrayList<>(answer);
    for (MathNode item : gold) {
      int found = -1;
      for (int i = 0; i < left.size() && found < 0; i++) {
        found = equal(item, left.get(i)) ? i : -1;
      }
      if (found < 0) {
        return false;
      }
      left.remove(found);
    }
    return true;
  }

  private boolean relations(MathNode gold, MathNode answer) {
    Optional<MathNode> expected = statements.assignedInGold(gold);
    Optional<MathNode> actual = statements.assigned(answer);
    if (gold instanceof Relation first && answer instanceof Relation second) {
      boolean sameName =
          expected.isPresent()
              && actual.isPresent()
              && first.parts().get(0).equals(second.parts().get(0));
      return (sameName && equal(expected.get(), actual.get()))
          || intervals(gold, answer)
          || RelationComparison.equal(first, second);
    }
    if (gold instanceof Relation && expected.isPresent()) {
      return equal(expected.get(), answer);
    }
    if (answer instanceof Relation && actual.isPresent()) {
      return equal(gold, actual.get());
    }
    return intervals(gold, answer);
  }

  /** An inequality and an interval, or a membership in one. */
  private boolean intervals(MathNode gold, MathNode answer) {
    Optional<MathNode> first = Statements.interval(gold);
    Optional<MathNode> second = Statements.interval(answer);
    if (first.isPresent() && second.isEmpty()) {
      return equal(first.get(), statements.assigned(answer).orElse(answer));
    }
    if (second.isPresent() && first.isEmpty()) {
      return equal(statements.assignedInGold(gold).orElse(gold), second.get());
    }
    return false;
  }

  private boolean matrices(Matrix gold, Matrix answer) {
    if (gold.rows().size() != answer.rows().size()) {
      return false;
    }
    for (int row = 0; row < gold.rows().size(); row++) {
      if (!inOrder(gold.rows().get(row), answer.rows().get(row))) {
        return false;
      }
    }
    return true;
  }

  private boolean percents(MathNode gold, MathNode answer) {
    MathNode expected = gold instanceof Percent percent ? percent.number() : gold;
    MathNode actual = answer instanceof Percent percent ? percent.number() : answer;
    boolean both = gold instanceof Percent && answer instanceof Percent;
    return switch (options.percent()) {
      case HUNDREDTH -> scalars.equal(gold, answer);
      case SIGN ->
          scalars.equal(expected, actual)
              || (!both && !isWhole(gold) && scalars.equal(gold, answer));
      case ANY ->
          scalars.equal(expected, actual)
              || scalars.equal(gold, answer)
              || scalars.equal(new Product(List.of(expected, HUNDRED)), actual);
    };
  }

  /** A whole number without a sign: an answer of 1000% for 10 is not meant. */
  private static boolean isWhole(MathNode node) {
    return !(node instanceof Percent)
        && ExactValue.of(node)
            .filter(value -> value.denominator().equals(BigInteger.ONE))
            .isPresent();
  }
}
