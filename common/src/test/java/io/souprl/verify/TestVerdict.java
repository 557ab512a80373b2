package io.souprl.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.souprl.error.InputException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestVerdict {
  @Test
  void givesRewardsOnlyToAnswersThatWereJudged() {
    assertThat(Verdict.correct("4").reward()).isEqualTo(1.0);
    assertThat(Verdict.incorrect("5", null).reward()).isEqualTo(0.0);
    assertThat(Verdict.unparseable("no number").reward()).isEqualTo(0.0);
    assertThat(Verdict.goldUnparseable("no gold").reward()).isNull();
    assertThat(Verdict.timeout("10 s").reward()).isNull();
    assertThat(Verdict.error("no rollout").reward()).isNull();
  }

  @Test
  void refusesARewardThatDoesNotFitTheStatus() {
    assertThatThrownBy(() -> new Verdict(VerdictStatus.ERROR, 0.0, null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot make a verdict: status error with reward 0.0");
    assertThatThrownBy(() -> new Verdict(VerdictStatus.INCORRECT, null, null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot make a verdict: status incorrect with reward null");
  }

  @Test
  void namesStatusesInTablesInLowerCase() {
    assertThat(Arrays.stream(VerdictStatus.values()).map(VerdictStatus::tableName))
        .containsExactly(
            "correct", "incorrect", "unparseable", "gold_unparseable", "timeout", "error");
    assertThat(VerdictStatus.ofTableName("gold_unparseable"))
        .isEqualTo(VerdictStatus.GOLD_UNPARSEABLE);
    assertThatThrownBy(() -> VerdictStatus.ofTableName("CORRECT"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot read verdict status: CORRECT");
  }

  @Test
  void findsVerifiersByName() {
    assertThat(Verifiers.names())
        .contains(
            "countdown",
            "countdown-expression",
            "exact",
            "final-number",
            "format",
            "json-field",
            "math",
            "multiple-choice")
        .isSorted();
    for (String name : List.of("countdown", "final-number", "math", "format")) {
      assertThat(Verifiers.named(name).name()).isEqualTo(name);
      assertThat(Verifiers.named(name).version()).isNotBlank();
    }
  }

  @Test
  void namesTheNearestVerifierForAnUnknownName() {
    assertThatThrownBy(() -> Verifiers.named("final_numbr"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            "verifier: there is no verifier named 'final_numbr'. Did you mean 'final-number'? "
                + "Known: ")
        .hasMessageContaining(", countdown, countdown-expression, exact, final-number, format,");
  }

  @Test
  void refusesACompletionWithoutText() {
    assertThatThrownBy(() -> Completion.finished(null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot make a completion: its text is null");
  }
}
