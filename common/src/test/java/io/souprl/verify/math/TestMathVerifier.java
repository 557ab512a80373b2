package io.souprl.verify.math;

import static org.assertj.core.api.Assertions.assertThat;

import io.souprl.verify.Completion;
import io.souprl.verify.Verdict;
import io.souprl.verify.VerdictStatus;
import io.souprl.verify.math.MathOptions.AnswerSource;
import io.souprl.verify.math.MathOptions.OrderRule;
import io.souprl.verify.math.MathOptions.PercentRule;
import io.souprl.verify.math.MathOptions.ThinkingRule;
import io.souprl.verify.math.MathOptions.UnitRule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestMathVerifier {
  private static final MathOptions STRICT = MathOptions.defaults();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "5                 | 4=5",
        "5                 | 1+1=5",
        "5                 | x=y=5",
        "5                 | x = 4 = 5",
        "[0,1)             | [0,1]",
        "[0,1)             | (0,1)",
        "0.0000001         | 0.0000002",
        "1-\\frac{1}{e}    | 1+\\frac{1}{e}",
        "1 - \\frac{1}{\\mathrm{e}} | 1 + \\frac{1}{\\mathrm{e}}",
        "10                | 1000\\%",
        "25                | 2500",
        "100               | 1",
        "(1,2)             | \\{1,2\\}",
        "(1,2)             | 1,2",
        "(1,2)             | (2,1)",
        "\\frac{1}{2004!}  | \\frac{1}{2006!}",
        "\\frac{1}{2^{99}} | \\frac{1}{2^{98}}",
        "\\frac{1}{432}    | 2.3148 \\times 10^{-3}",
        "9999              | 10{,}000",
        "4                 | 4\\sqrt(2)",
        "\\frac{\\sqrt{2}}{2} | 0.7071",
        "1,2,\\ldots,n     | 1,3,5,\\ldots,2n-1",
        "3x-y+13=0         | 3x+4y+14=0",
        "x                 | \\lvert x \\rvert",
        "x                 | \\sqrt{x^2}",
        "x^2               | x^2+10^{-7}",
        "x < 3             | x > 3",
        "x < 3             | x \\le 3",
        "\\pm 2            | 2",
        "odd               | oddd",
        "1112112_3         | 1112122_3",
        "12:00             | 1:00",
        "10\\%             | 1",
        "A                 | B",
        "n                 | N",
        "{1,2,3}           | {1,2}",
        "0                 | a^2+b=0",
        "11a+c             | 7=11a+c",
        "\\begin{pmatrix}1\\\\2\\end{pmatrix} | \\begin{pmatrix}2\\\\1\\end{pmatrix}"
      })
  void tellsApart(String gold, String answer) {
    assertThat(boxed(gold, answer).status()).isEqualTo(VerdictStatus.INCORRECT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "\\sqrt{\\frac{1}{n}} | \\frac{1}{\\sqrt n}",
        "1\\frac{1}{2}        | \\frac32",
        "\\frac{3}{2}         | 1 1/2",
        "-1\\frac{1}{2}       | -1.5",
        "5                    | x=5",
        "5                    | 2+3=5",
        "x=5                  | 5",
        "7                    | +7",
        "12345                | 12,345",
        "12345                | 12{,}345",
        "12345                | 12,\\!345",
        "28\\%                | 28",
        "28\\%                | 0.28",
        "10                   | 10\\%",
        "0.1                  | 10\\%",
        "90^\\circ            | 90",
        "17                   | 17\\text{ square units}",
        "17                   | 17 cm^2",
        "\\$9.50              | 9.5",
        "\\tan^2(y)+1         | \\sec^2(y)",
        "x^2+2x+1             | (x+1)^2",
        "\\log_2 8            | 3",
        "\\sqrt[3]{-8}        | -2",
        "2i                   | \\sqrt{-4}",
        "e^{i\\pi}            | -1",
        "\\binom{5}{2}        | 10",
        "5!                   | 120",
        "x \\in [-2,7]        | -2 \\le x \\le 7",
        "(5,\\infty)          | x > 5",
        "x \\ge 5             | 5 \\le x",
        "x < 1                | -x > -1",
        "1,2,3                | 3,1,2",
        "\\{1,2\\}            | 2,1",
        "1 \\pm \\sqrt5       | 1-\\sqrt5, 1+\\sqrt5",
        "(-\\infty,1)\\cup(2,3] | (2,3]\\cup(-\\infty,1)",
        "y=2x+3               | 2x-y+3=0",
        "x^2/4+y^2/3=1        | x^2/16+y^2/12=1/4",
        "\\begin{pmatrix}1\\\\2\\end{pmatrix} | \\begin{bmatrix} 1 \\\\ 2 \\end{bmatrix}",
        "\\text{Even}         | even",
        "\\text{(B)}          | B",
        "7:32                 | a:b=7:32",
        "f(x)=x^2             | x^2",
        "\\frac{1}{12}        | 0.083333333333",
        "\\sqrt{17}           | 4.123105625617661",
        "2^{10}               | 1024",
        "10^{10^{10^{10}}}    | 10^{10^{10^{10}}}",
        "\\lfloor 3.7 \\rfloor | 3",
        "\\emptyset           | \\varnothing",
        "\\text{13}           | 13"
      })
  void takesForTheSame(String gold, String answer) {
    assertThat(boxed(gold, answer).status()).isEqualTo(VerdictStatus.CORRECT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "4  | \\boxed{3}. Wait, \\boxed{4}",
        "5  | \\boxed{4}. Also \\boxed{5}",
        "42 | It is 41. #### 42",
        "42 | Then {\"answer\": \"42\"}",
        "42 | Therefore, the final answer is $42$. I hope it is correct.",
        "42 | Answer: 42",
        "42 | A: 42",
        "42 | We get 41 and then $x = 42$.",
        "42 | There are 42 apples.",
        "-3.5 | The result is -3.5.",
        "1,2 | \\boxed{1} and \\boxed{2}",
        "\\frac{1}{2} | So it is \\(\\frac{1}{2}\\).",
        "2/3 | the probability is 2/3. <|im_end|>",
        "100\\% | It increases by 100%."
      })
  void findsTheAnswer(String gold, String completion) {
    assertThat(verify(gold, completion, STRICT).status()).isEqualTo(VerdictStatus.CORRECT);
  }

  @Test
  void takesTheLastBoxOfASelfCorrection() {
    assertThat(verify("4", "\\boxed{4}. Also \\boxed{5}", STRICT).status())
        .isEqualTo(VerdictStatus.INCORRECT);
    assertThat(verify("4", "\\boxed{4} or \\boxed{5}", STRICT).status())
        .isEqualTo(VerdictStatus.INCORRECT);
    assertThat(verify("3", "\\boxed{3}, wait, no: \\boxed{4}", STRICT).status())
        .isEqualTo(VerdictStatus.INCORRECT);
  }

  @Test
  void blamesAGoldAnswerThatIsEmpty() {
    assertThat(verify("", "5", STRICT).status()).isEqualTo(VerdictStatus.GOLD_UNPARSEABLE);
    assertThat(verify(null, "5", STRICT).status()).isEqualTo(VerdictStatus.GOLD_UNPARSEABLE);
    assertThat(verify("\\boxed{}", "\\boxed{4}", STRICT).status())
        .isNotEqualTo(VerdictStatus.CORRECT);
  }

  @Test
  void readsAnyOfSeveralGoldAnswers() {
    assertThat(verify("[\"0.5\", \"one half\"]", "\\boxed{1/2}", STRICT).status())
        .isEqualTo(VerdictStatus.CORRECT);
    assertThat(verify("[2,3]", "\\boxed{[2,3]}", STRICT).status()).isEqualTo(VerdictStatus.CORRECT);
  }

  @Test
  void saysWhenThereIsNoAnswer() {
    assertThat(verify("5", "", STRICT).status()).isEqualTo(VerdictStatus.UNPARSEABLE);
  }

  @Test
  void followsItsOptions() {
    MathOptions d = STRICT;
    assertThat(
            right(
                "3.14159",
                "3.1416",
                new MathOptions(
                    1e-4, -1, d.percent(), d.order(), d.units(), d.thinking(), d.sources())))
        .isTrue();
    assertThat(right("8/3", "2.6667", d.withDecimals(4))).isTrue();
    assertThat(right("8/3", "2.6667", d)).isFalse();
    MathOptions any =
        new MathOptions(0, -1, PercentRule.ANY, d.order(), d.units(), d.thinking(), d.sources());
    assertThat(right("0.75", "75\\%", any)).isTrue();
    assertThat(right("75", "0.75\\%", d)).isFalse();
    MathOptions hundredth =
        new MathOptions(
            0, -1, PercentRule.HUNDREDTH, d.order(), d.units(), d.thinking(), d.sources());
    assertThat(right("10", "10\\%", hundredth)).isFalse();
    assertThat(right("10", "1000\\%", hundredth)).isTrue();
    MathOptions ordered =
        new MathOptions(0, -1, d.percent(), OrderRule.SAME, d.units(), d.thinking(), d.sources());
    assertThat(right("1,2,3", "3,1,2", ordered)).isFalse();
    MathOptions units =
        new MathOptions(0, -1, d.percent(), d.order(), UnitRule.SAME, d.thinking(), d.sources());
    assertThat(right("5\\text{ cm}", "5\\text{ m}", units)).isFalse();
    assertThat(right("5\\text{ cm}", "5 cm", units)).isTrue();
    assertThat(right("5\\text{ cm}", "5", units)).isTrue();
    MathOptions thinking =
        new MathOptions(
            0, -1, d.percent(), d.order(), d.units(), ThinkingRule.REQUIRED, d.sources());
    assertThat(verify("5", "\\boxed{5}", thinking).status()).isEqualTo(VerdictStatus.UNPARSEABLE);
    assertThat(verify("5", "<think>\\boxed{4}</think> \\boxed{5}", thinking).reward()).isEqualTo(1);
    assertThat(verify("4", "<think>\\boxed{4}</think> It is 5", d).reward()).isEqualTo(0);
    MathOptions box =
        new MathOptions(
            0, -1, d.percent(), d.order(), d.units(), d.thinking(), List.of(AnswerSource.BOX));
    assertThat(verify("5", "The answer is 5", box).status()).isEqualTo(VerdictStatus.UNPARSEABLE);
  }

  private static boolean right(String gold, String answer, MathOptions options) {
    return verify(gold, "\\boxed{" + answer + "}", options).status() == VerdictStatus.CORRECT;
  }

  private static Verdict boxed(String gold, String answer) {
    return verify(gold, "So it is $\\boxed{" + answer + "}$.", STRICT);
  }

  private static Verdict verify(String gold, String completion, MathOptions options) {
    return MathVerifier.of(options).verify(gold, Completion.finished(completion));
  }
}
