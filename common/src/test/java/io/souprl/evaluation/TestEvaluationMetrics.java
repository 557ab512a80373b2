package io.souprl.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestEvaluationMetrics {
  private static final Offset<Double> ROUNDING = within(1e-12);

  /**
   * Samples as words: an answer, "!" behind it when it is correct, "-" for none. Equal words are
   * equal responses.
   */
  private static PromptSamples samples(String words) {
    List<EvaluationSample> samples = new ArrayList<>();
    for (String word : words.split(" ", -1)) {
      boolean correct = word.endsWith("!");
      String answer = correct ? word.substring(0, word.length() - 1) : word;
      samples.add(
          EvaluationSample.of(correct, answer.equals("-") ? null : answer, word.chars().toArray()));
    }
    return new PromptSamples(samples);
  }

  @Property
  void passAtKIsTheMeanOverAllSubsetsOfKSamples(
      @ForAll @Size(min = 1, max = 10) List<Boolean> correct,
      @ForAll @IntRange(max = 9) int below) {
    int n = correct.size();
    int k = 1 + below % n;
    int subsets = 0;
    int passed = 0;
    for (int subset = 0; subset < 1 << n; subset++) {
      if (Integer.bitCount(subset) == k) {
        boolean anyCorrect = false;
        for (int i = 0; i < n; i++) {
          anyCorrect |= (subset >> i & 1) == 1 && correct.get(i);
        }
        subsets++;
        passed += anyCorrect ? 1 : 0;
      }
    }
    int c = (int) correct.stream().filter(flag -> flag).count();
    assertThat(PassAtK.of(n, c, k)).isCloseTo((double) passed / subsets, ROUNDING);
  }

  @Test
  void passAtKStaysExactAtItsEnds() {
    assertThat(PassAtK.of(64, 0, 64)).isZero();
    assertThat(PassAtK.of(64, 1, 64)).isEqualTo(1);
    assertThat(PassAtK.of(4, 1, 1)).isEqualTo(0.25);
    assertThat(PassAtK.of(100_000, 1, 50_000)).isCloseTo(0.5, ROUNDING);
  }

  @ParameterizedTest
  @CsvSource({"4,1,5", "4,1,0", "4,5,1", "4,-1,1", "0,0,1"})
  void refusesImpossibleCounts(int samples, int correct, int k) {
    assertThatThrownBy(() -> PassAtK.of(samples, correct, k))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot compute pass@%d with %d correct of %d samples", k, correct, samples);
  }

  @ParameterizedTest
  @CsvSource({
    "a! b a! b c, 1",
    "b a! b a!, 0",
    "a! b b a!, 1",
    "b a! a!, 1",
    "a! b b, 0",
    "- - - a!, 1",
    "- - b, 0",
    "- -, 0",
    "-! -!, 0",
    "a!, 1",
  })
  void theCommonestAnswerWinsAndTheFirstOfEquallyCommonOnes(String words, double expected) {
    assertThat(samples(words).majAtN()).isEqualTo(expected);
  }

  @Test
  void averagesOverPromptsWithStandardErrors() {
    List<EvaluationMetric> metrics =
        EvaluationMetrics.of(
            List.of(samples("a! a! b c"), samples("b a! c c"), samples("- - - -")));
    double error = Math.sqrt((0.25 * 0.25 + 0.25 * 0.25) / 2 / 3);
    assertThat(metrics)
        .extracting(EvaluationMetric::metric, EvaluationMetric::k)
        .containsExactly(
            tuple("pass@k", 1),
            tuple("pass@k", 2),
            tuple("pass@k", 4),
            tuple("avg@n", 4),
            tuple("maj@n", 4),
            tuple("distinct@n", 4),
            tuple("distinct-correct@n", 4));
    assertThat(metrics).allMatch(metric -> metric.n() == 4 && metric.prompts() == 3);
    assertThat(metrics.get(0).value()).isCloseTo(0.25, ROUNDING);
    assertThat(metrics.get(0).standardError()).isCloseTo(error, ROUNDING);
    assertThat(metrics.get(1).value()).isCloseTo((5.0 / 6 + 0.5) / 3, ROUNDING);
    assertThat(metrics.get(2).value()).isCloseTo(2.0 / 3, ROUNDING);
    assertThat(metrics.get(3).value()).isCloseTo(0.25, ROUNDING);
    assertThat(metrics.get(4).value()).isCloseTo(1.0 / 3, ROUNDING);
    assertThat(metrics.get(4).standardError()).isCloseTo(1.0 / 3, ROUNDING);
    assertThat(metrics.get(5).value()).isCloseTo((3 + 3 + 1) / 3.0, ROUNDING);
    assertThat(metrics.get(6).value()).isCloseTo((1 + 1 + 0) / 3.0, ROUNDING);
  }

  @Test
  void endsTheListOfKWithNItself() {
    assertThat(EvaluationMetrics.of(List.of(samples("a b c d e f"))))
        .filteredOn(metric -> metric.metric().equals("pass@k"))
        .extracting(EvaluationMetric::k)
        .containsExactly(1, 2, 4, 6);
  }

  @Test
  void countsThePromptsThatHaveEnoughSamples() {
    List<EvaluationMetric> metrics = EvaluationMetrics.of(List.of(samples("a! b"), samples("b")));
    assertThat(metrics).extracting(EvaluationMetric::prompts).containsExactly(2, 1, 2, 2, 2, 2);
    assertThat(metrics.get(1).value()).isEqualTo(1);
    assertThat(metrics.get(1).standardError()).isNaN();
  }

  @Test
  void hasNoMetricsWithoutPrompts() {
    assertThat(EvaluationMetrics.of(List.of())).isEmpty();
    assertThatThrownBy(() -> new PromptSamples(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot evaluate a prompt without samples");
  }

  @Property
  void passAtOneIsTheAverageAndPassAtKGrowsWithK(
      @ForAll @IntRange(min = 1, max = 64) int n, @ForAll @IntRange(max = 64) int drawn) {
    int c = Math.min(drawn, n);
    assertThat(PassAtK.of(n, c, 1)).isCloseTo((double) c / n, ROUNDING);
    for (int k = 2; k <= n; k++) {
      assertThat(PassAtK.of(n, c, k)).isGreaterThanOrEqualTo(PassAtK.of(n, c, k - 1) - 1e-12);
    }
  }
}
