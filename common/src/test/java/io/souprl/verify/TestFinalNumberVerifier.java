package io.souprl.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestFinalNumberVerifier {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private final Verifier verifier = Verifiers.named("final-number");

  private Verdict verify(String gold, String text) {
    return verifier.verify(gold, Completion.truncated(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "#### 42",
        "She has 6*7 = 42.\\n#### 42",
        "####42",
        "#### $42",
        "#### 42.",
        "#### 42.00",
        "#### **42**",
        "\\boxed{**42**}",
        "\\boxed{y = +42}",
        "\\boxed{42^{\\circ}}",
        "#### 42 apples",
        "#### \\boxed{42}",
        "#### 41\\nWait.\\n#### 42",
        "#### 42\\n\\n#### Check of the result\\nIt holds for 7.",
        "#### 2. Multiply\\nThe product is 42",
        "\\boxed{41}, no: \\boxed{42}. That took 3 steps.",
        "\\boxed{42",
        "the \\boxed{42} of \\boxed{}",
        "\\boxed{42} and then \\boxed{4",
        "\\boxed{\\text{42 km/h}}",
        "\\boxed{x = 42}",
        "\\boxed{\\$42}",
        "\\boxed{42\\%}",
        "\\boxed{42\\text{ cm}^2}",
        "\\boxed{ 42^\\circ }",
        "\\\\boxed{42}",
        "$\\boxed {42}$",
        "{ \\{ \\boxed{42} \\frac{1}{2}",
        "The answer is 42.",
        "The answer is $42.00.",
        "6 * 7 = <<6*7=42>>42 dollars",
        "so it covers 42 m^2",
        "so x_1 is 42, twice x_2",
        "1 + 2 = 42%",
        "{\"reasoning\": \"6*7\", \"answer\": \"42\"}",
        "It is +42",
        "4.2e1",
        "84/2",
        "_42_",
        "50-42",
      })
  void findsTheFinalNumber(String text) {
    assertThat(verify("42", text.replace("\\n", "\n"))).isEqualTo(Verdict.correct("42"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1000.5; 1,000.50; 1000.5",
        "1,000.50; 1000.5; 1000.5",
        "1234567; 1,234,567; 1234567",
        "1234567; 1{,}234{,}567; 1234567",
        "1234567; 1,\\!234,\\!567; 1234567",
        "1234567; 1\u202f234\u202f567; 1234567",
        "-10; -10; -10",
        "-10; \u221210; -10",
        "-10; (-$10); -10",
        "-10; $-10; -10",
        "0.5; .5; 0.5",
        "0.5; 1/2; 0.5",
        "0; -0.000; 0",
        "150; 1.5e2; 150",
        "0.015; 1.5E-2; 0.015",
        "2/6; 1/3; 1/3",
        "$18; 18; 18",
        "5%; 5; 5",
        "18 dollars; 18; 18",
        "007; 7; 7",
      })
  void comparesByValue(String gold, String answer, String normal) {
    for (String text : List.of("#### " + answer, "\\boxed{" + answer + "}", "It is " + answer)) {
      assertThat(verify(gold, text)).as(text).isEqualTo(Verdict.correct(normal));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "42; 43; 43",
        "42; -42; -42",
        "42; 42.001; 42.001",
        "2125; 2,12; 12",
        "5; 10-5=15; 15",
        "42; #### 43 \\boxed{42} 42; -",
        "42; The answer is 42, or in 2 steps; 2",
        "3; 1/3; 1/3",
        "1e100; 1e99; 1"
            + "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
      })
  void tellsOtherNumbersApart(String gold, String text, String answer) {
    Verdict verdict = verify(gold, text);
    assertThat(verdict.reward()).isEqualTo(0.0);
    assertThat(verdict.extractedAnswer()).isEqualTo(answer.equals("-") ? null : answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "#### 42 or 43",
        "#### 42, but \\boxed{42} is 42",
        "\\boxed{42, 43}",
        "42 \\boxed{none}",
        "\\boxed{42x}",
        "\\boxed{42 + n}",
        "\\boxed{\\sqrt{42}}",
        "\\boxed{42\\pi}",
        "\\boxed{42^{1}}",
        "\\boxed{x > 42}",
        "\\boxed{x - 42}",
        "\\boxed{n-42}",
        "\\boxed{n/42}",
        "\\boxed{n*42}",
        "\\boxed{42 \\text{ or } 43}",
        "\\boxed{\\frac{42}{1}}",
        "\\boxed{6 \\times 7}",
        "\\boxed{42/0}",
        "2^42 = 42^1",
        "on 42/42/42",
        "1/0",
        "forty-two",
        "",
        "\u0664\u0662",
        "1e999999999",
        "1e-999999999",
        "1e101",
        "1e99999999999999999999",
      })
  void doesNotPickANumberOutOfWhatIsNoPlainNumber(String text) {
    assertThat(verify("42", text).status()).isEqualTo(VerdictStatus.UNPARSEABLE);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "forty-two",
        "#### ",
        "#### none",
        "x + 1",
        "1 or 2",
        "[]",
        "[\"a\"]",
        "[0,25]",
        "1e999999999"
      })
  void blamesAGoldThatIsNoNumber(String gold) {
    assertThat(verify(gold, "42"))
        .isEqualTo(
            Verdict.goldUnparseable("the gold answer is neither a number nor ends in #### number"));
  }

  @Test
  void acceptsAnyOfSeveralGolds() {
    String gold = "[\"41\", \"none\", \"so\\n#### 42\"]";
    assertThat(verify(gold, "42")).isEqualTo(Verdict.correct("42"));
    assertThat(verify(gold, "41")).isEqualTo(Verdict.correct("41"));
    assertThat(verify(gold, "43")).isEqualTo(Verdict.incorrect("43", null));
  }

  @Test
  void readsTheGoldOfAFullSolution() {
    String gold = "Tom packs 3 boxes of 12.\n3 x 12 = <<3*12=36>>36 pens.\n#### 36";
    assertThat(verify(gold, "He has 36 pens")).isEqualTo(Verdict.correct("36"));
    assertThat(verify(gold, "He has 12 pens").status()).isEqualTo(VerdictStatus.INCORRECT);
  }

  static List<String> benchmarkGolds() throws IOException {
    try (InputStream file =
        TestFinalNumberVerifier.class.getResourceAsStream("gsm8k_golds.jsonl")) {
      String lines = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      ObjectMapper mapper = new ObjectMapper();
      List<String> golds = new ArrayList<>();
      for (String line : lines.lines().toList()) {
        JsonNode row = mapper.readTree(line);
        golds.add(row.get("answer").asText());
      }
      return golds;
    }
  }

  @ParameterizedTest
  @MethodSource("benchmarkGolds")
  void readsTheGoldsOfGsm8k(String gold) {
    String number = gold.replace(",", "");
    String wrong = new BigDecimal(number).add(BigDecimal.ONE).toString();
    assertThat(verify("#### " + gold, "The answer is " + number + "."))
        .isEqualTo(Verdict.correct(number));
    assertThat(verify(gold, "First 7, then\n#### " + gold)).isEqualTo(Verdict.correct(number));
    assertThat(verify(gold, "\\boxed{" + wrong + "}")).isEqualTo(Verdict.incorrect(wrong, null));
  }

  @Test
  void hasFiftyGoldsOfGsm8k() throws IOException {
    assertThat(benchmarkGolds()).hasSize(50).contains("1,450,000", "-10");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "1 ",
        "1,111",
        ",111",
        "#",
        "#### ",
        "#### 1",
        "#### 1. a",
        "\\boxed{",
        "\\boxed{}",
        "\\boxed",
        "\\boxed ",
        "{",
        "}",
        "\\",
        "\\boxed{\\boxed{1}",
        "1/",
        "1/1",
        "1e",
        "1e1",
        "-",
        "^1",
        "^{1",
        "####\n",
        ".",
        "1.",
        " "
      })
  void staysFastOnLongTexts(String piece) {
    String text = piece.repeat(200_000 / piece.length());
    Verdict verdict = Assertions.assertTimeout(LIMIT, () -> verify("42", text));
    assertThat(verdict.reward()).isEqualTo(0.0);
    String closed = text + "}".repeat(50_000);
    Assertions.assertTimeout(LIMIT, () -> verify("42", closed));
    Assertions.assertTimeout(LIMIT, () -> verify(closed, "42"));
  }

  @Property
  void aNumberEqualsItselfHoweverItIsWritten(
      @ForAll @BigRange(min = "-9999999999", max = "9999999999") @Scale(4) BigDecimal number,
      @ForAll @IntRange(max = 6) int form) {
    String plain = number.toPlainString();
    String written =
        switch (form) {
          case 0 -> plain;
          case 1 -> String.format(Locale.ROOT, "%,.4f", number);
          case 2 -> number.stripTrailingZeros().toString().replace('-', '\u2212');
          case 3 -> plain + "000";
          case 4 -> "$" + plain;
          case 5 -> number.unscaledValue() + "e-4";
          default -> number.unscaledValue() + "/10000";
        };
    String normal = verify(plain, plain).extractedAnswer();
    assertThat(new BigDecimal(normal)).isEqualByComparingTo(number);
    for (String text :
        List.of("#### " + written, "\\boxed{" + written + "}", "is " + written + ".")) {
      assertThat(verify(plain, text)).as(text).isEqualTo(Verdict.correct(normal));
      assertThat(verify(written, text)).as(text).isEqualTo(Verdict.correct(normal));
    }
    String next = number.add(new BigDecimal("0.0001")).toPlainString();
    assertThat(verify(next, "is " + written).status()).isEqualTo(VerdictStatus.INCORRECT);
  }

  @Property
  void neverThrowsOnModelText(
      @ForAll
          @Chars({'0', '1', '#', '\\', '{', '}', ',', '.', '-', '/', 'e', '^', '_', '$', ' ', '\n'})
          @StringLength(max = 80)
          String text) {
    assertThat(verify("1", text).status().hasReward()).isTrue();
    assertThat(verify("1", "\\boxed{" + text + "}").status().hasReward()).isTrue();
    assertThat(verify(text, "1")).isNotNull();
  }
}
