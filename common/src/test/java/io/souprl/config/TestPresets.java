package io.souprl.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.souprl.soup.PrefixLoss;
import io.souprl.soup.PrefixOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TestPresets {
  /** Presets set this one only where they say how many of a group they change. */
  private static final String GROUP_SIZE = "rollout.group-size";

  static Stream<String> names() {
    return Presets.NAMES.stream();
  }

  private static Set<String> keys(String preset) throws IOException {
    Problems problems = new Problems();
    String text = Files.readString(ConfFiles.of("presets/" + preset + ".yaml"));
    Set<String> keys = new TreeSet<>();
    YamlReader.read(preset, "", text, problems).forEach(setting -> keys.add(setting.path()));
    problems.throwIfAny();
    keys.remove(GROUP_SIZE);
    return keys;
  }

  @ParameterizedTest
  @MethodSource("names")
  void setEveryKeyByWhichAlgorithmsDiffer(String name) throws IOException {
    assertThat(keys(name)).isEqualTo(keys("grpo"));
    assertThat(SoupConfig.parse("preset: " + name)).isNotNull();
  }

  @Test
  void areTheFilesOfTheFolder() throws IOException {
    try (Stream<Path> files = Files.list(ConfFiles.of("presets"))) {
      assertThat(files.map(file -> file.getFileName().toString().replace(".yaml", "")))
          .containsExactlyInAnyOrderElementsOf(Presets.NAMES);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void leaveNothingOfThePresetBefore(String name) {
    SoupConfig alone = SoupConfig.parse("", List.of("preset=" + name, "rollout.group-size=8"));
    for (String before : Presets.NAMES) {
      assertThat(
              SoupConfig.parse(
                  "preset: " + before, List.of("preset=" + name, "rollout.group-size=8")))
          .as("%s after %s", name, before)
          .isEqualTo(alone);
    }
  }

  @Test
  void lieBelowTheKeysOfTheirFileAndAboveItInAnOverride() {
    String file = "prefix:\n  outcome: incorrect\npreset: soup-exploration\n";

    SoupConfig fromFile = SoupConfig.parse(file);
    assertThat(fromFile.prefix().outcome()).isEqualTo(PrefixOutcome.INCORRECT);
    assertThat(fromFile.prefix().maxFraction()).isEqualTo(0.7);

    SoupConfig overridden =
        SoupConfig.parse(file, List.of("preset=prefix-rl", "prefix.max-fraction=0.4"));
    assertThat(overridden.prefix().outcome()).isEqualTo(PrefixOutcome.CORRECT);
    assertThat(overridden.prefix().maxFraction()).isEqualTo(0.4);
    assertThat(overridden.loss().prefixLoss()).isEqualTo(PrefixLoss.MASKED);
  }

  @Test
  void areResolvedInAFrozenConfiguration() {
    SoupConfig config = SoupConfig.parse("preset: prefix-rl");
    assertThat(config.toYaml()).doesNotContain("preset");
    assertThat(SoupConfig.parse(config.toYaml())).isEqualTo(config);
    assertThat(SoupConfig.parse("preset: null")).isEqualTo(SoupConfig.parse(""));
  }
}
