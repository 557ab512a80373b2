package io.souprl.verify;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestCountdownVerifier {
  private static final String GOLD = "{\"numbers\":[9,8,3,3],\"target\":23}";
  private final Verifier verifier = Verifiers.named("countdown");

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "3+8=b,b+3=e,9+e=n; correct; n; ",
        "8+3=b,b+9=k,k+3=n; correct; n; ",
        "3*3=9,9-8=1,9+1=a; incorrect; a; the last value is not the target",
        "3+8=b,b+3=e,9+e=m; incorrect; m; 9+e=m is not true",
        "3-8=z,z+3=e,9+e=n; incorrect; n; 3-8=z is not true",
        "9*8=0,0+3=3,3+3=n; incorrect; n; 9*8=0 is not true",
        "8+8=g,g+3=j,j+4=n; incorrect; n; 8+8=g uses a number that is not there",
        "9+8=h,h+3=k,9+e=n; incorrect; n; 9+e=n uses a number that is not there",
        "3+8=b,b+3=e; incorrect; e; 2 steps for 4 numbers",
        "9+e=n; incorrect; n; 1 steps for 4 numbers",
        "3+8=b,b+3=e,9+e=n,n-0=n; incorrect; n; 4 steps for 4 numbers",
      })
  void judgesEveryStepOfAPlay(String text, String status, String answer, String detail) {
    Verdict verdict = verifier.verify(GOLD, Completion.finished(text));
    assertThat(verdict.status().tableName()).isEqualTo(status);
    assertThat(verdict.extractedAnswer()).isEqualTo(answer);
    assertThat(verdict.detail()).isEqualTo(detail);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",",
        "n",
        "3+8=b,",
        ",3+8=b",
        "3+8=b,,9+e=n",
        "3+8=B,b+3=e,9+e=n",
        "3+8=11,11+3=14",
        " 3+8=b,b+3=e,9+e=n",
        "3+8=b,b+3=e,9+e=n\n",
        "8/4=2,b+3=e,9+e=n",
        "3+8=b;b+3=e;9+e=n",
        "3+8=b, b+3=e",
        "\u0663+8=b"
      })
  void callsTextThatIsNoStepsUnparseable(String text) {
    Verdict verdict = verifier.verify(GOLD, Completion.finished(text));
    assertThat(verdict)
        .isEqualTo(Verdict.unparseable("not steps of the form a+b=c joined by commas"));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "23",
        "[]",
        "null",
        "{}",
        "{\"numbers\":[],\"target\":3}",
        "{\"numbers\":[9,8]}",
        "{\"numbers\":[9,36],\"target\":3}",
        "{\"numbers\":[9,-1],\"target\":3}",
        "{\"numbers\":[9,8],\"target\":36}",
        "{\"numbers\":[9,8],\"target\":-1}",
        "{\"numbers\":[9,8.5],\"target\":3}",
        "{\"numbers\":[9,8],\"target\":\"3\"}",
        "{\"numbers\":[9,8],\"target\":17} x",
        "{\"numbers\":[9,99999999999],\"target\":3}"
      })
  void blamesAGoldThatIsNoProblem(String gold) {
    Verdict verdict = verifier.verify(gold, Completion.finished("9+8=h"));
    assertThat(verdict.status()).isEqualTo(VerdictStatus.GOLD_UNPARSEABLE);
    assertThat(verdict.reward()).isNull();
  }

  @Test
  void givesAnUnfinishedCompletionNoReward() {
    assertThat(verifier.verify(GOLD, Completion.truncated("3+8=b,b+3=e,9+e=n")))
        .isEqualTo(Verdict.incorrect("n", "not finished"));
    assertThat(verifier.verify(GOLD, Completion.truncated("3+8=b,b+")).status())
        .isEqualTo(VerdictStatus.UNPARSEABLE);
  }

  @Test
  void usesANumberThatIsGivenTwiceTwiceButNotThrice() {
    String gold = "{\"numbers\":[3,3,5],\"target\":11}";
    assertThat(verifier.verify(gold, Completion.finished("3+3=6,6+5=b")).reward()).isEqualTo(1);
    assertThat(verifier.verify(gold, Completion.finished("3+3=6,3+8=b")).reward()).isEqualTo(0);
  }

  @Property
  void neverThrowsOnTextOfTheAlphabet(
      @ForAll
          @AlphaChars
          @NumericChars
          @Chars({'+', '-', '*', '=', ',', '>'})
          @StringLength(max = 40)
          String text) {
    assertThat(verifier.verify(GOLD, Completion.finished(text)).status().hasReward()).isTrue();
  }
}
