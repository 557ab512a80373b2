package io.souprl.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.souprl.error.InputException;
import io.souprl.soup.LossAggregation;
import io.souprl.soup.PrefixOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestSoupConfig {

  @Test
  void takesOverridesOverTheFileAndTheLastOfThem(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("a.yaml"), "seed: 1\nrun: {id: a}\n");
    SoupConfig config = SoupConfig.load(file, List.of("seed=2", "seed=3", "run.dir=s3a://b/c=d"));
    assertThat(config.seed()).isEqualTo(3);
    assertThat(config.run()).isEqualTo(new RunConfig("s3a://b/c=d", "a", 3600));
  }

  @Test
  void takesSectionsDottedKeysAndUpperCaseChoices() {
    SoupConfig config =
        SoupConfig.parse(
            """
            prefix:
            advantage: {}
            rollout.group-size: 1_024
            training.gate:
              enabled: FALSE
            loss:
              aggregation: SEQ_MEAN_TOKEN_MEAN
            prefix.outcome: Balanced
            training.optimizer.learning-rate: 1e-5
            """);
    assertThat(config.rollout().groupSize()).isEqualTo(1024);
    assertThat(config.training().gate().enabled()).isFalse();
    assertThat(config.loss().aggregation()).isEqualTo(LossAggregation.SEQ_MEAN_TOKEN_MEAN);
    assertThat(config.prefix().outcome()).isEqualTo(PrefixOutcome.BALANCED);
    assertThat(config.training().optimizer().learningRate()).isEqualTo(1e-5);
  }

  @ParameterizedTest
  @CsvSource({"007", "1.10", "'null'", "yes", "1e3", "~x"})
  void keepsTheSpellingOfText(String id) {
    String quoted = id.equals("null") ? "'null'" : id;
    assertThat(SoupConfig.parse("run: {id: " + quoted + "}").run().id()).isEqualTo(id);
  }

  @Test
  void namesTheFileThatIsMissing(@TempDir Path directory) {
    Path file = directory.resolve("none.yaml");
    assertThatThrownBy(() -> SoupConfig.load(file, List.of()))
        .isInstanceOf(InputException.class)
        .hasMessage(file + ": no such file. Name an existing YAML file.");
  }

  @Test
  void namesTheFileThatIsNotReadable(@TempDir Path directory) {
    assertThatThrownBy(() -> SoupConfig.load(directory, List.of()))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(directory + ": cannot be read (java.io.IOException")
        .hasMessageEndingWith("). Name a readable YAML file.");
  }

  @Test
  void namesTheFileThatIsNotText(@TempDir Path directory) throws IOException {
    Path file = Files.write(directory.resolve("a.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThatThrownBy(() -> SoupConfig.load(file, List.of()))
        .isInstanceOf(InputException.class)
        .hasMessage(file + ": is not UTF-8 text. Save it as UTF-8.");
  }

  @Test
  void namesTheFileAndLineOfMalformedYaml(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("a.yaml"), "seed: 1\nrun: a: b\n");
    assertThatThrownBy(() -> SoupConfig.load(file, List.of()))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(file + ", line 2: malformed YAML: ");
  }

  @Test
  void writesNestedYamlInDeclaredOrder() {
    assertThat(SoupConfig.parse("run: {dir: '/a\"b'}").toYaml())
        .startsWith(
            """
            run:
              dir: "/a\\"b"
              id: ""
              stall-timeout: 3600
            seed: 0
            model:
              checkpoint: ""
            """)
        .contains("  optimizer:\n    learning-rate: 1.0e-6\n    beta1: 0.9\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "naïve/模型",
        "\ud83c\udf72",
        "\ud83c",
        "a\u0000\u0085\u2028\ufeffb",
        "\t\r\n \\ ' #: -",
        "~"
      })
  void readsBackAnyText(String text) {
    SoupConfig config = SoupConfig.parse("run: {id: " + YamlText.quote(text) + "}");
    assertThat(config.run().id()).isEqualTo(text);
    assertThat(SoupConfig.parse(config.toYaml())).isEqualTo(config);
  }

  @Test
  void hashesWhatIsResolvedButNotWhereTheRunIs() {
    SoupConfig plain = SoupConfig.parse("");
    assertThat(plain.hash()).matches("[0-9a-f]{64}");
    assertThat(SoupConfig.parse("seed: 0\nrun: {dir: /elsewhere}").hash()).isEqualTo(plain.hash());
    assertThat(SoupConfig.parse("seed: 1").hash()).isNotEqualTo(plain.hash());
    assertThat(SoupConfig.parse("run: {id: x}").hash()).isNotEqualTo(plain.hash());
  }

  @Test
  void takesMinusZeroForZero() {
    SoupConfig minusZero = SoupConfig.parse("prefix: {min-fraction: -0.0}");
    assertThat(minusZero.hash()).isEqualTo(SoupConfig.parse("").hash());
  }

  @Test
  void listsDifferencesWithoutRunDir() {
    SoupConfig before = SoupConfig.parse("run: {dir: /a}");
    SoupConfig after =
        SoupConfig.parse("run: {dir: /b}\nprefix: {outcome: correct}\nseed: 7\ndata: {prompts: x}");
    assertThat(before.differences(after))
        .containsExactly(
            "seed: 0 -> 7", "data.prompts: \"\" -> \"x\"", "prefix.outcome: any -> correct");
    assertThat(after.differences(after)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/runs/first,'',first",
    "/runs/first//,'',first",
    "s3a://bucket/runs/second,'',second",
    "third,'',third",
    "/runs/first,named,named",
    "'','',''"
  })
  void namesARunAfterItsDirectory(String dir, String id, String expected) {
    List<String> overrides = List.of("run.dir='" + dir + "'", "run.id='" + id + "'");
    assertThat(SoupConfig.parse("", overrides).runId()).isEqualTo(expected);
  }

  @Test
  void evaluatesWithTheRolloutsMaxTokensUnlessTold() {
    SoupConfig config = SoupConfig.parse("rollout: {max-tokens: 24}");
    assertThat(config.evaluationMaxTokens()).isEqualTo(24);
    SoupConfig told = SoupConfig.parse("evaluation: {max-tokens: 48}");
    assertThat(told.evaluationMaxTokens()).isEqualTo(48);
  }
}
