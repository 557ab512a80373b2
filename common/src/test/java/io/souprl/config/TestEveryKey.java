package io.souprl.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.souprl.config.Definition.KeyDefinition;
import io.souprl.error.InputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold of each key; the keys come from the records. */
class TestEveryKey {
  /**
   * Values for keys where the general rule of {@link #anotherValue} breaks a cross-field rule or
   * changes nothing.
   */
  private static final Map<String, String> CHOSEN =
      Map.of(
          "rollout.prompts-per-round", "512",
          "rollout.oversample", "1.5",
          "training.groups-per-step", "32",
          "loss.kl.estimator", "k2",
          "scoring.verifier", "math",
          "tracking.mlflow-uri", "http://host:5000");

  /** Settings that a value needs beside it. */
  private static final Map<String, String> COMPANIONS =
      Map.of(
          "loss.policy-loss", "loss.aggregation=seq-mean-token-mean",
          "training.optimizer.schedule", "training.optimizer.total-steps=10",
          "warmup.optimizer.schedule", "warmup.optimizer.total-steps=10");

  static Stream<KeyDefinition> keys() {
    return SoupConfig.schema().keys().values().stream();
  }

  static Stream<KeyDefinition> keysThatAreNotText() {
    return keys().filter(key -> !(key.type() instanceof ValueType.Text));
  }

  static Stream<KeyDefinition> numbers() {
    return keys()
        .filter(
            key ->
                key.type() instanceof ValueType.DecimalNumber
                    || key.type() instanceof ValueType.WholeNumber)
        .filter(key -> !key.path().equals("seed"));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void canBeSetByAnOverride(KeyDefinition key) {
    Map<String, String> expected = values(base(key));
    SoupConfig changed = SoupConfig.parse("", overrides(key, anotherValue(key)));

    assertThat(values(changed)).isNotEqualTo(expected);
    expected.put(key.path(), key.type().format(typed(key, anotherValue(key))));
    assertThat(values(changed)).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("keys")
  void canBeSetInAFile(KeyDefinition key) {
    String[] parts = key.path().split("\\.", -1);
    StringBuilder yaml = new StringBuilder();
    for (int depth = 0; depth < parts.length; depth++) {
      yaml.append("  ".repeat(depth)).append(parts[depth]).append(":");
      yaml.append(depth + 1 < parts.length ? "\n" : " " + anotherValue(key) + "\n");
    }
    SoupConfig fromFile = SoupConfig.parse(yaml.toString(), companions(key));
    SoupConfig fromOverride = SoupConfig.parse("", overrides(key, anotherValue(key)));
    assertThat(fromFile).isEqualTo(fromOverride);
  }

  @ParameterizedTest
  @MethodSource("keys")
  void goesBackToItsDefaultWithNull(KeyDefinition key) {
    List<String> overrides = overrides(key, anotherValue(key));
    overrides.add(key.path() + "=null");
    assertThat(SoupConfig.parse("", overrides)).isEqualTo(base(key));
  }

  @ParameterizedTest
  @MethodSource("keysThatAreNotText")
  void refusesAListAndAWordByName(KeyDefinition key) {
    assertThatThrownBy(() -> SoupConfig.parse("", List.of(key.path() + "=[1, 2]")))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(key.path() + ": a list is not ")
        .hasMessageEndingWith(key.fix());
    assertThatThrownBy(() -> SoupConfig.parse("", List.of(key.path() + "=xyzzy")))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(key.path() + ": 'xyzzy' is not ")
        .hasMessageEndingWith(key.fix());
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void refusesNegativeNumbers(KeyDefinition key) {
    assertThatThrownBy(() -> SoupConfig.parse("", List.of(key.path() + "=-1")))
        .isInstanceOf(InputException.class)
        .hasMessage(key.path() + ": -1 is out of range. " + key.fix());
  }

  @ParameterizedTest
  @MethodSource("keys")
  void isDocumentedInFullSentences(KeyDefinition key) {
    assertThat(key.key().doc()).matches("(?s)[A-Z].*\\.");
    assertThat(key.path()).matches("[a-z][a-z0-9]*(-[a-z0-9]+)*(\\.[a-z][a-z0-9]*(-[a-z0-9]+)*)*");
  }

  @Test
  void sectionsAreDocumentedInFullSentences() {
    assertThat(SoupConfig.schema().sections().values())
        .hasSize(22)
        .allSatisfy(section -> assertThat(section.doc()).matches("(?s)[A-Z].*\\."));
  }

  private static SoupConfig base(KeyDefinition key) {
    return SoupConfig.parse("", companions(key));
  }

  private static List<String> companions(KeyDefinition key) {
    return COMPANIONS.containsKey(key.path()) ? List.of(COMPANIONS.get(key.path())) : List.of();
  }

  private static List<String> overrides(KeyDefinition key, String value) {
    List<String> overrides = new ArrayList<>(companions(key));
    overrides.add(key.path() + "=" + value);
    return overrides;
  }

  private static Map<String, String> values(SoupConfig config) {
    return SoupConfig.schema().values(config);
  }

  private static Object typed(KeyDefinition key, String text) {
    try {
      return key.parse(new YamlValue.Scalar(text));
    } catch (RefusedValue e) {
      throw new AssertionError(e);
    }
  }

  private static String anotherValue(KeyDefinition key) {
    if (CHOSEN.containsKey(key.path())) {
      return CHOSEN.get(key.path());
    }
    Object old = key.defaultValue();
    if (old instanceof Boolean flag) {
      return Boolean.toString(!flag);
    }
    if (old instanceof Enum<?> choice) {
      return Arrays.stream(choice.getDeclaringClass().getEnumConstants())
          .filter(other -> other != choice)
          .findFirst()
          .map(key.type()::format)
          .orElseThrow();
    }
    if (old instanceof Double number) {
      return Double.toString(number == 0 ? 0.25 : number / 2);
    }
    return old instanceof String ? "another/value" : Long.toString(((Number) old).longValue() + 1);
  }
}
