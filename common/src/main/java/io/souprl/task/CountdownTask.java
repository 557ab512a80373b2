package io.souprl.task;

import io.souprl.error.InputErrors;
import io.souprl.random.CounterRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Makes problems and demonstrations of countdown with written steps, a small task whose answers can
 * be checked. Everything is a pure function of the seed.
 *
 * <p>A problem is made from a random legal play of random numbers, whose end value is the target:
 * every problem can be solved.
 */
public final class CountdownTask {
  private static final int ATTEMPTS_PER_PROBLEM = 200;
  private static final int ATTEMPTS_PER_DEMONSTRATION = 10_000;

  private CountdownTask() {}

  /**
   * Distinct problems: no two have the same numbers (in any order) and the same target. The first n
   * of them are the same whatever the count, so that held-out problems, taken from the front, do
   * not depend on how many follow.
   *
   * @throws io.souprl.error.InputException when there are not that many
   */
  public static List<CountdownProblem> problems(long seed, int count, CountdownSettings settings) {
    List<CountdownProblem> problems = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    long attempts = 1_000L + (long) ATTEMPTS_PER_PROBLEM * count;
    for (long attempt = 0; problems.size() < count; attempt++) {
      if (attempt == attempts) {
        throw InputErrors.of(
            "countdown problems",
            "only " + problems.size() + " distinct ones of " + count + " were found",
            "Ask for fewer problems, or allow more or larger numbers.");
      }
      CountdownProblem problem =
          problem(
              new CountdownPlay.Draws(CounterRandom.of("countdown-problem", seed, attempt)),
              settings);
      if (seen.add(problem.key())) {
        problems.add(problem);
      }
    }
    return problems;
  }

  /**
   * {@link #problems} dealt out: the first {@code testCount} are held out, the rest are to train
   * on.
   */
  public static CountdownSplit split(
      long seed, int testCount, int trainCount, CountdownSettings settings) {
    List<CountdownProblem> problems = problems(seed, testCount + trainCount, settings);
    return new CountdownSplit(
        problems.subList(0, testCount), problems.subList(testCount, problems.size()));
  }

  /**
   * Weak demonstrations, made lazily and each from its own stream of randomness. Its problem is
   * random and none of the excluded ones; its completion solves the problem with the probability
   * {@code goodFraction}, and otherwise is a random legal play for the same numbers, which mostly
   * ends at another value.
   *
   * @param excluded held-out problems, in any order of their numbers
   */
  public static Stream<CountdownDemonstration> demonstrations(
      long seed,
      long count,
      double goodFraction,
      CountdownSettings settings,
      Collection<CountdownProblem> excluded) {
    if (!(goodFraction >= 0 && goodFraction <= 1)) {
      throw new IllegalArgumentException(
          "Cannot make demonstrations: the good fraction is " + goodFraction);
    }
    Set<String> keys = excluded.stream().map(CountdownProblem::key).collect(Collectors.toSet());
    return LongStream.range(0, count)
        .mapToObj(
            index ->
                demonstration(
                    new CountdownPlay.Draws(
                        CounterRandom.of("countdown-demonstration", seed, index)),
                    goodFraction,
                    settings,
                    keys));
  }

  private static CountdownDemonstration demonstration(
      CountdownPlay.Draws draws,
      double goodFraction,
      CountdownSettings settings,
      Set<String> excluded) {
    for (int attempt = 0; attempt < ATTEMPTS_PER_DEMONSTRATION; attempt++) {
      CountdownProblem problem = problem(draws, settings);
      if (excluded.contains(problem.key())) {
        continue;
      }
      if (draws.uniform() <= goodFraction) {
        return new CountdownDemonstration(problem, problem.solution());
      }
      CountdownPlay play = CountdownPlay.random(draws, problem.numbers(), settings.largestValue());
      return new CountdownDemonstration(problem, play.steps());
    }
    throw InputErrors.of(
        "countdown demonstrations",
        "nearly all problems of these settings are held out",
        "Hold out fewer problems, or allow more or larger numbers.");
  }

  private static CountdownProblem problem(CountdownPlay.Draws draws, CountdownSettings settings) {
    while (true) {
      int size =
          settings.minNumbers() + draws.below(settings.maxNumbers() - settings.minNumbers() + 1);
      List<Integer> numbers =
          IntStream.range(0, size)
              .mapToObj(i -> 1 + draws.below(settings.largestNumber()))
              .toList();
      CountdownPlay play = CountdownPlay.random(draws, numbers, settings.largestValue());
      if (play.value() >= 1) {
        return new CountdownProblem(numbers, play.value(), play.steps());
      }
    }
  }
}
