package io.souprl.task;

import io.souprl.random.CounterRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * Steps that use up all numbers.
 *
 * @param steps such as {@code 3+8=b,b+3=e,9+e=n}
 * @param value the value of the last step
 */
record CountdownPlay(String steps, int value) {

  /** One stream of draws, taken in order. */
  static final class Draws {
    private final CounterRandom random;
    private long position;

    Draws(CounterRandom random) {
      this.random = random;
    }

    int below(int bound) {
      return random.below(bound, position++);
    }

    double uniform() {
      return random.uniform(position++);
    }
  }

  /**
   * A random legal play: two members of the pool and an operator, redrawn until the value is within
   * 0 to {@code largestValue}; the value takes their place, until one number is left.
   */
  static CountdownPlay random(Draws draws, List<Integer> numbers, int largestValue) {
    List<Integer> pool = new ArrayList<>(numbers);
    StringBuilder steps = new StringBuilder();
    while (pool.size() > 1) {
      int first = draws.below(pool.size());
      int second = draws.below(pool.size() - 1);
      second += second >= first ? 1 : 0;
      char operator = "+-*".charAt(draws.below(3));
      int left = pool.get(first);
      int right = pool.get(second);
      int value = apply(operator, left, right);
      // A difference is always possible one way round, so this ends.
      if (value < 0 || value > largestValue) {
        continue;
      }
      pool.remove(Math.max(first, second));
      pool.remove(Math.min(first, second));
      pool.add(value);
      steps
          .append(steps.isEmpty() ? "" : ",")
          .append(CountdownProblem.digit(left))
          .append(operator)
          .append(CountdownProblem.digit(right))
          .append('=')
          .append(CountdownProblem.digit(value));
    }
    return new CountdownPlay(steps.toString(), pool.get(0));
  }

  private static int apply(char operator, int left, int right) {
    return switch (operator) {
      case '+' -> left + right;
      case '-' -> left - right;
      default -> left * right;
    };
  }
}
