package io.souprl.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.souprl.error.InputException;
import io.souprl.random.CounterRandom;
import io.souprl.verify.Completion;
import io.souprl.verify.Verifier;
import io.souprl.verify.Verifiers;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TestCountdownTask {
  private static final Verifier VERIFIER = Verifiers.named("countdown");

  private static double reward(CountdownProblem problem, String completion) {
    return VERIFIER.verify(problem.gold(), Completion.finished(completion)).reward();
  }

  @Test
  void writesPromptAndGold() {
    CountdownProblem problem = new CountdownProblem(List.of(9, 8, 3, 3), 23, "3+8=b,b+3=e,9+e=n");
    assertThat(problem.promptText()).isEqualTo("9833>n:");
    assertThat(problem.gold()).isEqualTo("{\"numbers\":[9,8,3,3],\"target\":23}");
    assertThat(reward(problem, problem.solution())).isEqualTo(1);
  }

  @Test
  void makesTheSameProblemsForTheSameSeed() {
    List<CountdownProblem> problems = CountdownTask.problems(7, 50, CountdownSettings.MEDIUM);
    assertThat(CountdownTask.problems(7, 50, CountdownSettings.MEDIUM)).isEqualTo(problems);
    assertThat(CountdownTask.problems(7, 20, CountdownSettings.MEDIUM))
        .isEqualTo(problems.subList(0, 20));
    assertThat(CountdownTask.problems(8, 50, CountdownSettings.MEDIUM)).isNotEqualTo(problems);
  }

  @Test
  void makesDistinctProblemsThatCanBeSolved() {
    List<CountdownProblem> medium = CountdownTask.problems(123, 768, CountdownSettings.MEDIUM);
    assertThat(medium.stream().map(CountdownProblem::key)).doesNotHaveDuplicates();
    assertThat(medium)
        .allSatisfy(
            problem -> {
              assertThat(problem.numbers()).hasSizeBetween(3, 4);
              assertThat(problem.numbers()).allMatch(number -> number >= 1 && number <= 9);
              assertThat(problem.target()).isBetween(1, 35);
              assertThat(reward(problem, problem.solution())).isEqualTo(1);
            });
    assertThat(medium).anyMatch(problem -> problem.numbers().size() == 3);
    assertThat(medium).anyMatch(problem -> problem.numbers().size() == 4);
    assertThat(CountdownTask.problems(123, 768, CountdownSettings.HARD))
        .allSatisfy(
            problem -> {
              assertThat(problem.numbers()).hasSize(4).allMatch(number -> number <= 12);
              assertThat(reward(problem, problem.solution())).isEqualTo(1);
            })
        .anyMatch(problem -> problem.numbers().contains(12));
  }

  @Test
  void holdsTheFirstProblemsOut() {
    CountdownSplit split = CountdownTask.split(123, 256, 512, CountdownSettings.HARD);
    List<CountdownProblem> all = CountdownTask.problems(123, 768, CountdownSettings.HARD);
    assertThat(split.test()).isEqualTo(all.subList(0, 256));
    assertThat(split.train()).isEqualTo(all.subList(256, 768));
  }

  @Test
  void makesWeakDemonstrationsOfProblemsThatAreNotHeldOut() {
    List<CountdownProblem> test = CountdownTask.problems(1, 256, CountdownSettings.MEDIUM);
    Set<String> held = test.stream().map(CountdownProblem::key).collect(Collectors.toSet());
    List<CountdownDemonstration> demonstrations =
        CountdownTask.demonstrations(1, 4000, 0.5, CountdownSettings.MEDIUM, test).toList();
    assertThat(demonstrations).hasSize(4000);
    assertThat(demonstrations).noneMatch(shown -> held.contains(shown.problem().key()));
    double solved =
        demonstrations.stream()
            .mapToDouble(shown -> reward(shown.problem(), shown.completion()))
            .average()
            .orElseThrow();
    // Half of them, and the random plays that happen to reach the target.
    assertThat(solved).isBetween(0.5, 0.6);
    assertThat(demonstrations)
        .allMatch(shown -> shown.completion().length() == 6 * shown.problem().numbers().size() - 7);
  }

  @Test
  void givesOnlySolutionsAtTheFractionOne() {
    assertThat(CountdownTask.demonstrations(3, 300, 1, CountdownSettings.HARD, List.of()))
        .allMatch(shown -> reward(shown.problem(), shown.completion()) == 1);
    assertThat(
            CountdownTask.demonstrations(3, 300, 0, CountdownSettings.HARD, List.of())
                .filter(shown -> reward(shown.problem(), shown.completion()) == 1)
                .count())
        .isLessThan(60);
  }

  @Test
  void makesDemonstrationsLazilyAndEachFromItsIndex() {
    List<CountdownDemonstration> first =
        CountdownTask.demonstrations(5, Long.MAX_VALUE, 0.5, CountdownSettings.HARD, List.of())
            .limit(10)
            .toList();
    assertThat(CountdownTask.demonstrations(5, 20, 0.5, CountdownSettings.HARD, List.of()))
        .startsWith(first.toArray(new CountdownDemonstration[0]));
  }

  @Test
  void refusesMoreProblemsThanThereAre() {
    CountdownSettings tiny = new CountdownSettings(2, 2, 1, 35);
    assertThat(CountdownTask.problems(1, 2, tiny)).hasSize(2);
    assertThatThrownBy(() -> CountdownTask.problems(1, 3, tiny))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "countdown problems: only 2 distinct ones of 3 were found. "
                + "Ask for fewer problems, or allow more or larger numbers.");
    List<CountdownProblem> all = CountdownTask.problems(1, 2, tiny);
    assertThatThrownBy(() -> CountdownTask.demonstrations(1, 1, 0.5, tiny, all).toList())
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("countdown demonstrations: nearly all problems");
  }

  @Test
  void refusesSettingsThatMakeNoProblem() {
    assertThatThrownBy(() -> new CountdownSettings(1, 4, 9, 35))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot make countdown problems of 1 to 4 numbers");
    assertThatThrownBy(() -> new CountdownSettings(3, 4, 9, 36))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot make countdown problems of numbers up to 9 with values up to 36");
    assertThatThrownBy(
            () -> CountdownTask.demonstrations(1, 1, Double.NaN, CountdownSettings.HARD, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot make demonstrations: the good fraction is NaN");
  }

  @Property
  void aPlayVerifiesExactlyForItsOwnValue(
      @ForAll @Size(min = 2, max = 6) List<@IntRange(min = 1, max = 35) Integer> numbers,
      @ForAll long seed,
      @ForAll @IntRange(max = 35) int target) {
    CountdownPlay play =
        CountdownPlay.random(new CountdownPlay.Draws(CounterRandom.of("test", seed)), numbers, 35);
    CountdownProblem own = new CountdownProblem(numbers, play.value(), play.steps());
    CountdownProblem other = new CountdownProblem(numbers, target, play.steps());
    assertThat(reward(own, play.steps())).isEqualTo(1);
    assertThat(reward(other, play.steps())).isEqualTo(target == play.value() ? 1 : 0);
  }
}
