package io.souprl.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Countdown answered with one arithmetic expression, for models that write ordinary text.
 *
 * <p>The answer is what stands in the last {@code <answer>...</answer>}, or without that tag the
 * last expression in the text. {@code + - * /} (also as × · ÷ −), parentheses and a leading minus
 * are read, and {@code = target} may follow. The value is computed with exact fractions; every
 * given number may be used at most as often as it is given. The completion need not be finished.
 */
final class CountdownExpressionVerifier implements Verifier {
  private static final String OPEN_TAG = "<answer>";
  private static final String CLOSE_TAG = "</answer>";

  @Override
  public String name() {
    return "countdown-expression";
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public Verdict verify(String gold, Completion completion) {
    return CountdownGold.parse(gold)
        .map(
            problem ->
                answer(completion.text())
                    .map(equation -> judge(problem, equation))
                    .orElseGet(() -> Verdict.unparseable("no arithmetic expression")))
        .orElseGet(() -> Verdict.goldUnparseable(CountdownGold.EXPECTED));
  }

  private static Optional<Equation> answer(String text) {
    int close = text.lastIndexOf(CLOSE_TAG);
    int open = close < 0 ? -1 : text.lastIndexOf(OPEN_TAG, close);
    return open < 0
        ? Equation.lastIn(text)
        : Equation.parse(text.substring(open + OPEN_TAG.length(), close));
  }

  private static Verdict judge(CountdownGold problem, Equation equation) {
    List<Integer> used = new ArrayList<>();
    equation.left().collectNumbers(used);
    List<Integer> pool = new ArrayList<>(problem.numbers());
    for (Integer number : used) {
      if (!pool.remove(number)) {
        return Verdict.incorrect(null, "uses " + number + " more often than it is given");
      }
    }
    // Only given numbers from here on: the size of every value is bounded by the problem's.
    Rational value;
    try {
      value = equation.left().value();
    } catch (ArithmeticException e) {
      return Verdict.incorrect(null, "divides by zero");
    }
    Rational target = Rational.of(problem.target());
    if (!value.equals(target)) {
      return Verdict.incorrect(value.toString(), "the value is not the target");
    }
    return equation.claimed().filter(claimed -> !claimed.equals(target)).isPresent()
        ? Verdict.incorrect(value.toString(), "states another value than it has")
        : Verdict.correct(value.toString());
  }
}
