package io.souprl.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestCountdownExpressionVerifier {
  private static final String GOLD = "{\"numbers\":[9,8,3,3],\"target\":23}";
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private final Verifier verifier = Verifiers.named("countdown-expression");

  private Verdict verify(String text) {
    return verifier.verify(GOLD, Completion.finished(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9+8+3+3",
        "(3 + 8) + 3 + 9 = 23",
        "<answer>9+8+3+3</answer>",
        "<answer>8-9</answer> no: <answer> (9+8)+(3+3) = 23 </answer> done 1+1",
        "First 9+8 = 17.\nThen I add both threes:\n(9+8)+3+3 = 23.",
        "The answer is **9 + 8 + 3 + 3**.",
        "It is 9+8+3+3, as 17+6 is what (you) want",
        "8\u00d73 - 3/3 is too much, so 9 + 8 \u2212 (\u22123 \u2212 3)",
        "9\u00b73 - 8\u00f7(8/8) no\n9\u00f73 + 8 + 3 + 9\n9+8+03+3",
        "--8+9+3+3",
        "-(-9-8)-(-3-3)",
      })
  void readsExpressionsInTheirManyForms(String text) {
    Verdict expected =
        text.contains("17+6")
            ? Verdict.incorrect(null, "uses 17 more often than it is given")
            : Verdict.correct("23");
    assertThat(verify(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      nullValues = "-",
      value = {
        "9+8+3; 20; the value is not the target",
        "9/8+3; 33/8; the value is not the target",
        "3-8; -5; the value is not the target",
        "9-8-3; -2; the value is not the target",
        "9/3/3; 1; the value is not the target",
        "9+8*3; 33; the value is not the target",
        "9+8+3+3 = 24; 23; states another value than it has",
        "23; -; uses 23 more often than it is given",
        "9+8+3+3+3-3; -; uses 3 more often than it is given",
        "9/(3-3); -; divides by zero",
        "8/(3-3)/9; -; divides by zero",
      })
  void saysWhyAnExpressionIsWrong(String text, String answer, String detail) {
    assertThat(verify(text)).isEqualTo(Verdict.incorrect(answer, detail));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no idea",
        "<answer></answer>",
        "<answer>twenty-three</answer>",
        "9+",
        "(9+8",
        "9 8",
        "9+8)+3+3",
        "9**8",
        "9//3",
        "3.5*2",
        "9+8=17=17",
        "9+8=3+14",
        "()",
        "+9+8",
        "2(9+8)",
        "99999999999999+1",
        "<answer>9+8+3+3 </answer><answer>x</answer>",
        "<answer>9+8+3+3\u0000</answer>",
        "9^2",
        "=",
        "-",
        "9+8+3+3 = 23.0"
      })
  void callsTextWithoutAnExpressionUnparseable(String text) {
    assertThat(verify(text)).isEqualTo(Verdict.unparseable("no arithmetic expression"));
  }

  @Test
  void computesWithExactFractions() {
    String gold = "{\"numbers\":[8,8,3,3],\"target\":24}";
    assertThat(verifier.verify(gold, Completion.finished("8/(3-8/3)")))
        .isEqualTo(Verdict.correct("24"));
  }

  @Test
  void doesNotNeedTheCompletionToBeFinished() {
    assertThat(verifier.verify(GOLD, Completion.truncated("9+8+3+3")).reward()).isEqualTo(1.0);
  }

  @Test
  void blamesAGoldThatIsNoProblem() {
    assertThat(verifier.verify("23", Completion.finished("9+8")))
        .isEqualTo(
            Verdict.goldUnparseable(
                "the gold answer is not of the form {\"numbers\":[9,8,3,3],\"target\":23}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"(", ")", "-", "(-", "1+", "1", " ", "<answer>", "</answer>", "=", "1+1\n"})
  void staysFastOnLongTexts(String piece) {
    String text = piece.repeat(200_000 / piece.length());
    Verdict verdict = Assertions.assertTimeout(LIMIT, () -> verify(text + "!"));
    assertThat(verdict.reward()).isEqualTo(0.0);
  }

  @Test
  void doesNotOverflowTheStackOnDeepNesting() {
    String nested = "(".repeat(100_000) + "9" + ")".repeat(100_000);
    assertThat(verify(nested).status()).isEqualTo(VerdictStatus.UNPARSEABLE);
    String shallow = "(".repeat(100) + "9+8+3+3" + ")".repeat(100);
    assertThat(verify(shallow)).isEqualTo(Verdict.correct("23"));
    assertThat(verify("(" + shallow + ")").status()).isEqualTo(VerdictStatus.UNPARSEABLE);
  }

  @Test
  void handlesTheLargestProblems() {
    int largest = Integer.MAX_VALUE;
    String numbers =
        IntStream.range(0, 64).mapToObj(i -> "" + largest).collect(Collectors.joining(","));
    String gold = "{\"numbers\":[" + numbers + "],\"target\":1}";
    Verdict verdict = verifier.verify(gold, Completion.finished(numbers.replace(',', '*')));
    assertThat(verdict.status()).isEqualTo(VerdictStatus.INCORRECT);
    assertThat(verdict.extractedAnswer()).hasSize(598);
  }

  @Property
  void neverThrowsOnModelText(
      @ForAll
          @Chars({'0', '3', '8', '9', '(', ')', '+', '-', '*', '/', '=', '.', ' ', '\n', 'x'})
          @StringLength(max = 60)
          String text) {
    assertThat(verify(text).status().hasReward()).isTrue();
  }

  @Property
  void agreesWithTheValueThatAnExpressionWasBuiltFrom(@ForAll("sums") int[] terms) {
    int sum = IntStream.of(terms).sum();
    String numbers =
        IntStream.of(terms).mapToObj(i -> "" + Math.abs(i)).collect(Collectors.joining(","));
    String text =
        IntStream.of(terms).mapToObj(i -> "" + i).collect(Collectors.joining(")+(", "(", ")"));
    String gold = "{\"numbers\":[" + numbers + "],\"target\":" + sum + "}";
    assertThat(verifier.verify(gold, Completion.finished(text)))
        .isEqualTo(Verdict.correct("" + sum));
    assertThat(verifier.verify(gold, Completion.finished(text + "-0")).reward()).isZero();
  }

  @Provide
  Arbitrary<int[]> sums() {
    return Arbitraries.integers()
        .between(-1000, 1000)
        .filter(i -> i != 0)
        .array(int[].class)
        .ofMinSize(1)
        .ofMaxSize(20);
  }
}
