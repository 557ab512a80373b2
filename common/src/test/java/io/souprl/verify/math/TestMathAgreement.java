package io.souprl.verify.math;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.souprl.verify.Completion;
import io.souprl.verify.VerdictStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * How often the verifier agrees with the expectations of other graders' tests and with the labels
 * of real model outputs; every disagreement is in docs/math-agreement.md, which {@code
 * -Dsouprl.write-reference=true} writes.
 */
class TestMathAgreement {
  private static final Path PAGE = Path.of("../docs/math-agreement.md");
  private static final int DEFAULT_ROUNDING = 6; // of Math-Verify, which is no rule of ours

  /** Why we keep our verdict, for the rows where it is not the expected one. */
  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("math-verify-0033", "an escaped dollar sign inside of a formula"),
          Map.entry("math-verify-0101", "a chain of equations that is false: 5+5+1 = 7 = 11"),
          Map.entry("math-verify-0116", "a chain of equations that is false: 3+3 = 2"),
          Map.entry("math-verify-0125", "products of matrices are not computed"),
          Map.entry("math-verify-0163", "a point is not a set"),
          Map.entry("math-verify-0198", "inequalities of absolute values are not solved"),
          Map.entry("math-verify-0282", "the case asks for \\frac12 not to be read; we read it"),
          Map.entry("qwen-math-003-3", "the label is wrong: the answer is the gold answer"),
          Map.entry("qwen-math-003-5", "the label is wrong: the answer is the gold answer"),
          Map.entry("qwen-math-003-6", "the label is wrong: the answer is the gold answer"),
          Map.entry("qwen-math-003-7", "the label is wrong: the answer is the gold answer"),
          Map.entry("nemo-0-26", "an equation is not its right side, unless the left is a name"),
          Map.entry("nemo-0-34", "a chain of equations that is false: 1081 + 1128 - 2256 = 13"),
          Map.entry(
              "nemo-2-06", "cut off; the prompt's own example ends in a box with the same number"));

  private record Disagreement(String id, boolean correct, String gold, String answer) {}

  /** Rows compared, those with another verdict, and how many of these were too kind. */
  private record Agreement(int rows, List<Disagreement> disagreements) {
    double share() {
      return 1 - disagreements.size() / (double) rows;
    }

    long falsePositives() {
      return disagreements.stream().filter(Disagreement::correct).count();
    }
  }

  @Test
  void agreesWithTheTestsOfOtherGraders() {
    Agreement all = cases("");
    assertThat(all.share()).isGreaterThanOrEqualTo(0.965);
    assertThat(all.falsePositives()).isLessThanOrEqualTo(3);
  }

  @Test
  void agreesMoreThanMathVerifyWhereTheCasesAreNotItsOwn() {
    int rows = 0;
    int theirs = 0;
    for (JsonNode row : MathData.verifyCases()) {
      boolean compared = used(row) && !row.get("suite").asText().equals("math-verify");
      if (compared && row.hasNonNull("expected") && row.hasNonNull("math_verify_verdict")) {
        rows++;
        theirs +=
            row.get("math_verify_verdict").asBoolean() == row.get("expected").asBoolean() ? 1 : 0;
      }
    }
    assertThat(cases("math-verify").share()).isGreaterThan(theirs / (double) rows);
  }

  @Test
  void agreesWithTheLabelsOfRealOutputs() {
    assertThat(realRows().share()).isGreaterThanOrEqualTo(0.995);
    List<String> kind =
        realRows().disagreements.stream()
            .filter(Disagreement::correct)
            .map(Disagreement::id)
            .filter(id -> !REASONS.getOrDefault(id, "").startsWith("the label is wrong"))
            .toList();
    assertThat(kind).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void listsEveryDisagreement() throws IOException {
    String page = page();
    if (Boolean.getBoolean("souprl.write-reference")) {
      Files.writeString(PAGE, page);
    }
    assertThat(PAGE).content().isEqualTo(page);
  }

  private static boolean used(JsonNode row) {
    return !row.hasNonNull("policy") && !row.path("config").has("string");
  }

  /**
   * Cases of all suites but one. A pair is run as it is, its own rounding as option {@code
   * decimals} unless it is Math-Verify's default; of a case of extraction or normal form, the first
   * expected text is the gold answer.
   */
  private static Agreement cases(String leftOut) {
    List<Disagreement> disagreements = new ArrayList<>();
    int rows = 0;
    for (JsonNode row : MathData.verifyCases()) {
      if (!used(row) || row.get("suite").asText().equals(leftOut)) {
        continue;
      }
      JsonNode extract = row.path("expected_extract");
      boolean extraction = extract.isArray();
      boolean expected = extraction ? !extract.isEmpty() : row.get("expected").asBoolean();
      JsonNode gold = !extraction ? row.get("gold") : extract.isEmpty() ? null : extract.get(0);
      int rounding = row.path("float_rounding").asInt(DEFAULT_ROUNDING);
      MathOptions options =
          rounding == DEFAULT_ROUNDING
              ? MathOptions.defaults()
              : MathOptions.defaults().withDecimals(rounding);
      String text =
          gold == null ? "\\frac{1}{2}" : gold.isTextual() ? gold.asText() : gold.toString();
      rows++;
      compare(row.get("id").asText(), options, text, row.path("pred").asText(""), expected)
          .ifPresent(disagreements::add);
    }
    return new Agreement(rows, disagreements);
  }

  private static Agreement realRows() {
    List<Disagreement> disagreements = new ArrayList<>();
    int rows = 0;
    for (JsonNode row : MathData.realRows()) {
      if (row.hasNonNull("label_adj")) {
        rows++;
        compare(
                row.get("id").asText(),
                MathOptions.defaults(),
                row.get("gold").asText(),
                row.get("completion").asText(),
                row.get("label_adj").asBoolean())
            .ifPresent(disagreements::add);
      }
    }
    return new Agreement(rows, disagreements);
  }

  private static java.util.Optional<Disagreement> compare(
      String id, MathOptions options, String gold, String completion, boolean expected) {
    boolean correct =
        MathVerifier.of(options).verify(gold, Completion.finished(completion)).status()
            == VerdictStatus.CORRECT;
    return correct == expected
        ? java.util.Optional.empty()
        : java.util.Optional.of(new Disagreement(id, correct, gold, completion));
  }

  private static String page() {
    StringBuilder page =
        new StringBuilder(
            """
            # Where the math verifier disagrees

            Written by `TestMathAgreement`; see [the verifiers](verifiers.md) for the rules. A false positive is an answer that we take and
            that is expected to be wrong.

            """);
    section(
        page, "Tests of other graders (without cases of policy and of string options)", cases(""));
    section(page, "Real outputs on GSM8K and MATH", realRows());
    return page.toString();
  }

  private static void section(StringBuilder page, String title, Agreement agreement) {
    page.append(
        String.format(
            Locale.ROOT,
            "## %s%n%n%d rows, agreement %.2f %%, %d false positives.%n%n| row | our verdict | gold | answer, at its end | why |%n|---|---|---|---|---|%n",
            title,
            agreement.rows,
            100 * agreement.share(),
            agreement.falsePositives()));
    for (Disagreement one : agreement.disagreements) {
      page.append(
          String.format(
              "| %s | %s | `%s` | `%s` | %s |%n",
              one.id,
              one.correct ? "correct" : "not correct",
              cell(one.gold),
              cell(one.answer),
              REASONS.getOrDefault(one.id, "")));
    }
    page.append("\n");
  }

  private static String cell(String text) {
    String line = text.replace("\n", " ").replace("|", "\\|").replace("`", "'").strip();
    return line.substring(Math.max(0, line.length() - 70));
  }
}
