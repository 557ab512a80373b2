package io.souprl.verify.math;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.souprl.verify.Completion;
import io.souprl.verify.Verdict;
import io.souprl.verify.VerdictStatus;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TestMathBounds {
  private static final MathVerifier VERIFIER = MathVerifier.of(MathOptions.defaults());
  private static final int MUTATIONS = 100_000;
  private static final long SECOND = 1_000_000_000L;

  /** Texts on which a grader that backtracks, recurses or computes powers does not come back. */
  private static List<String> attacks() {
    return List.of(
        "\\boxed{".repeat(3000) + "5" + "}".repeat(3000),
        "\\boxed{".repeat(28_000),
        "\\boxed{5".repeat(25_000),
        "$$" + "a".repeat(200_000),
        "\\[" + "x+".repeat(100_000),
        "(".repeat(200_000),
        "{".repeat(200_000),
        "\\frac".repeat(40_000),
        "$".repeat(200_000),
        "answer is ".repeat(20_000),
        "\"answer\": \"".repeat(18_000),
        "1,".repeat(100_000),
        "9".repeat(200_000),
        "\\boxed{" + "9".repeat(3900) + "}",
        "\\boxed{10^{10^{10^{10}}}}",
        "\\boxed{9^{9^{9^{9^{9}}}}!}",
        "\\boxed{99999!!!}",
        "\\boxed{\\binom{999999999}{499999999}}",
        "\\boxed{" + "2^".repeat(1000) + "2}",
        "\\boxed{" + "-".repeat(3900) + "1}",
        "\\boxed{" + "1+".repeat(1900) + "1}",
        "\\boxed{" + "x^{9999}+".repeat(400) + "1}",
        "\\boxed{"
            + IntStream.range(0, 900).mapToObj(i -> i + ",").reduce("", String::concat)
            + "1}",
        "1e999999999",
        "\\boxed{1e400}",
        "#### ".repeat(40_000),
        "\n".repeat(200_000),
        "a ".repeat(100_000) + "5");
  }

  @Test
  void answersAttacksInTime() {
    for (String gold : List.of("5", "x^2+1", "10^{10^{10^{10}}}", "1,2,3")) {
      for (String attack : attacks()) {
        VERIFIER.verify(gold, Completion.finished(attack)); // warm
      }
    }
    for (String attack : attacks()) {
      long start = System.nanoTime();
      VERIFIER.verify("5", Completion.finished(attack));
      VERIFIER.verify(attack, Completion.finished("\\boxed{5}"));
      assertThat(System.nanoTime() - start)
          .as(attack.substring(0, Math.min(40, attack.length())))
          .isLessThan(SECOND);
    }
  }

  @Test
  void neverThrowsOnMutatedCompletions() {
    Random random = new Random(20261126);
    List<JsonNode> rows = MathData.realRows();
    String pieces = "{}$\\()[]^_,.=-+/!%|&0123456789exi\n \u221a\u00b2<>#\"";
    long slowest = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      JsonNode row = rows.get(random.nextInt(rows.size()));
      String source = row.get("completion").asText();
      StringBuilder text = new StringBuilder(source.substring(Math.max(0, source.length() - 400)));
      for (int change = random.nextInt(12); change >= 0; change--) {
        int at = random.nextInt(text.length() + 1);
        char piece = pieces.charAt(random.nextInt(pieces.length()));
        switch (random.nextInt(3)) {
          case 0 -> text.insert(at, piece);
          case 1 -> text.delete(Math.max(0, at - random.nextInt(4)), at);
          default -> text.insert(at, "\\boxed{");
        }
      }
      long start = System.nanoTime();
      Verdict verdict =
          VERIFIER.verify(row.get("gold").asText(), Completion.finished(text.toString()));
      slowest = Math.max(slowest, System.nanoTime() - start);
      assertThat(verdict).isNotNull();
    }
    assertThat(slowest).isLessThan(SECOND);
  }

  @Test
  void everyGoldAnswerVerifiesItself() {
    for (JsonNode row : MathData.golds()) {
      assertItself(row.get("answer").asText());
      assertThat(MathVerifier.readable(row.get("answer").asText()))
          .as(row.get("answer").asText())
          .isTrue();
    }
    for (JsonNode row : MathData.realRows()) {
      assertItself(row.get("gold").asText());
    }
  }

  private static void assertItself(String gold) {
    assertThat(VERIFIER.verify(gold, Completion.finished("So \\boxed{" + gold + "}.")).status())
        .as(gold)
        .isEqualTo(VerdictStatus.CORRECT);
  }
}
