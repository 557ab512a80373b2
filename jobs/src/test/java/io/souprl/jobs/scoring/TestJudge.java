package io.souprl.jobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.souprl.verify.Completion;
import io.souprl.verify.Verdict;
import io.souprl.verify.VerdictStatus;
import io.souprl.verify.Verifier;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class TestJudge {
  private record Fake(Function<Completion, Verdict> rule) implements Verifier {
    @Override
    public String name() {
      return "fake";
    }

    @Override
    public String version() {
      return "1";
    }

    @Override
    public Verdict verify(String gold, Completion completion) {
      return rule.apply(completion);
    }
  }

  private static final Verifier ECHO =
      new Fake(
          completion -> Verdict.correct(completion.text() + (completion.finished() ? "." : "...")));

  @Test
  void tellsFinishedFromTruncatedCompletions() {
    assertThat(Judge.verdict(ECHO, "", "stop", "a", null).extractedAnswer()).isEqualTo("a.");
    assertThat(Judge.verdict(ECHO, "", "length", "a", null).extractedAnswer()).isEqualTo("a...");
  }

  @Test
  void givesAFailedRolloutItsOwnErrorAndNoReward() {
    Verdict verdict = Judge.verdict(ECHO, "", "error", null, "no end of prompt");
    assertThat(verdict).isEqualTo(Verdict.error("no end of prompt"));
    assertThat(verdict.reward()).isNull();
    assertThat(Judge.verdict(ECHO, "", "error", null, null).detail())
        .isEqualTo("the rollout failed");
  }

  @Test
  void turnsAnExceptionOfTheVerifierIntoAnErrorWithItsText() {
    Verifier broken =
        new Fake(
            completion -> {
              throw new IllegalStateException("table of units is empty");
            });
    assertThat(Judge.verdict(broken, "", "stop", "a", null))
        .isEqualTo(Verdict.error("java.lang.IllegalStateException: table of units is empty"));
  }

  @Test
  void turnsEndlessRecursionOfTheVerifierIntoAnError() {
    Verdict verdict = Judge.verdict(new Fake(TestJudge::recurse), "", "stop", "a", null);
    assertThat(verdict.status()).isEqualTo(VerdictStatus.ERROR);
    assertThat(verdict.detail()).isEqualTo("java.lang.StackOverflowError");
  }

  @Test
  void givesNoRewardThatIsNotANumber() {
    Verifier notANumber =
        new Fake(completion -> new Verdict(VerdictStatus.CORRECT, Double.NaN, "1", null));
    assertThat(Judge.verdict(notANumber, "", "stop", "a", null))
        .isEqualTo(Verdict.error("reward NaN"));
  }

  @Test
  void scoresARowWithoutTextAsAnError() {
    assertThat(Judge.verdict(ECHO, "", "stop", null, null).status()).isEqualTo(VerdictStatus.ERROR);
  }

  @SuppressWarnings("InfiniteRecursion")
  private static Verdict recurse(Completion completion) {
    return recurse(completion);
  }
}
