package io.souprl.verify.math;

import io.souprl.verify.math.MathNode.Relation;
import io.souprl.verify.math.MathNode.Sum;
import java.util.List;
import java.util.Optional;

/**
 * Whether two relations say the same: an equation whose sides differ by the same expression up to a
 * constant factor, an inequality up to a positive one.
 */
final class RelationComparison {
  private static final double ROUNDING = 1e-9;

  private RelationComparison() {}

  static boolean equal(Relation gold, Relation answer) {
    Relation first = Statements.upwards(gold).orElse(gold);
    Relation second = Statements.upwards(answer).orElse(answer);
    if (!first.operators().equals(second.operators())) {
      return false;
    }
    for (int i = 0; i < first.operators().size(); i++) {
      boolean directed = first.operators().get(i).startsWith("<");
      Optional<Double> factor = factor(difference(first, i), difference(second, i));
      if (factor.isEmpty() || (directed && factor.get() < 0)) {
        return false;
      }
    }
    return true;
  }

  private static MathNode difference(Relation relation, int index) {
    return new Sum(
        List.of(relation.parts().get(index), TermParser.negated(relation.parts().get(index + 1))));
  }

  /** The constant that one is times the other, or empty when there is none. */
  private static Optional<Double> factor(MathNode gold, MathNode answer) {
    double factor = 0;
    int agreed = 0;
    for (int index = 0; index < Probe.ALL; index++) {
      NumericValue value = new NumericValue(new Probe(index));
      Complex expected = value.of(gold);
      Complex actual = value.of(answer);
      if (!expected.finite() || !actual.finite() || !expected.isReal() || !actual.isReal()) {
        continue;
      }
      if (actual.real() == 0 || expected.real() == 0) {
        return Optional.empty();
      }
      double ratio = expected.real() / actual.real();
      if (agreed > 0 && Math.abs(ratio - factor) > ROUNDING * Math.abs(factor)) {
        return Optional.empty();
      }
      factor = ratio;
      agreed++;
    }
    return agreed >= 3 ? Optional.of(factor) : Optional.empty();
  }
}
