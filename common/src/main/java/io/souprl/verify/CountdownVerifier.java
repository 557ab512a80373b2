package io.souprl.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Countdown with written steps on the numbers 0 to 35, each one base-36 digit.
 *
 * <p>For n numbers a right completion is n - 1 steps {@code a op b=c} joined by commas, {@code op}
 * one of {@code + - *}, for example {@code 3+8=b,b+3=e,9+e=n} for 9, 8, 3, 3 and target 23 (n).
 * Each step takes its operands from the pool of numbers and puts its value back, every step is
 * true, every value stays within 0 to 35, and the last value is the target. The completion must be
 * finished. There is no partial credit.
 */
final class CountdownVerifier implements Verifier {
  private static final String DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";
  private static final String OPERATORS = "+-*";
  private static final int STEP_LENGTH = 5;

  @Override
  public String name() {
    return "countdown";
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public Verdict verify(String gold, Completion completion) {
    Optional<CountdownGold> problem = CountdownGold.parse(gold).filter(CountdownGold::isBase36);
    if (problem.isEmpty()) {
      return Verdict.goldUnparseable(CountdownGold.EXPECTED + " with numbers from 0 to 35");
    }
    String text = completion.text();
    if (!hasForm(text)) {
      return Verdict.unparseable("not steps of the form a+b=c joined by commas");
    }
    String answer = text.substring(text.length() - 1);
    String fault = completion.finished() ? fault(problem.get(), text) : "not finished";
    return fault == null ? Verdict.correct(answer) : Verdict.incorrect(answer, fault);
  }

  private static boolean hasForm(String text) {
    if (text.length() % (STEP_LENGTH + 1) != STEP_LENGTH) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean fits =
          switch (i % (STEP_LENGTH + 1)) {
            case 1 -> OPERATORS.indexOf(c) >= 0;
            case 3 -> c == '=';
            case 5 -> c == ',';
            default -> DIGITS.indexOf(c) >= 0;
          };
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  /** What is wrong with well-formed steps, or null. */
  private static String fault(CountdownGold problem, String text) {
    int steps = (text.length() + 1) / (STEP_LENGTH + 1);
    if (steps != problem.numbers().size() - 1) {
      return steps + " steps for " + problem.numbers().size() + " numbers";
    }
    List<Integer> pool = new ArrayList<>(problem.numbers());
    for (int start = 0; start < text.length(); start += STEP_LENGTH + 1) {
      String step = text.substring(start, start + STEP_LENGTH);
      Integer left = DIGITS.indexOf(step.charAt(0));
      Integer right = DIGITS.indexOf(step.charAt(2));
      int value = DIGITS.indexOf(step.charAt(4));
      if (!pool.remove(left) || !pool.remove(right)) {
        return step + " uses a number that is not there";
      }
      if (apply(step.charAt(1), left, right) != value) {
        return step + " is not true";
      }
      pool.add(value);
    }
    return pool.get(0) == problem.target() ? null : "the last value is not the target";
  }

  private static int apply(char operator, int left, int right) {
    return switch (operator) {
      case '+' -> left + right;
      case '-' -> left - right;
      default -> left * right;
    };
  }
}
