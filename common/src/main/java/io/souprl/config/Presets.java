package io.souprl.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Algorithms by name: {@code preset: soup} stands for the values of conf/presets/soup.yaml, which
 * the jar carries. Every preset sets every key that tells one algorithm from another, so that one
 * line changes the algorithm and nothing of the one before is left.
 *
 * <p>A preset named in a file lies below the file's other keys; one given by {@code --set} lies
 * above the file, and below what is set after it. It is resolved when the configuration is read: a
 * run's frozen configuration holds the values and not the name.
 */
final class Presets {
  static final String KEY = "preset";

  /** What conf/presets holds. */
  static final List<String> NAMES =
      List.of(
          "grpo",
          "dr-grpo",
          "dapo",
          "soup",
          "soup-exploration",
          "prefix-rl",
          "luffy-shaping",
          "prefix-rft",
          "trajectory-replay",
          "gspo",
          "cispo");

  private Presets() {}

  /** A file's settings, the values of its preset before all others. */
  static List<Setting> below(List<Setting> file, Problems problems) {
    List<Setting> settings = new ArrayList<>();
    file.stream().filter(Presets::names).forEach(named -> settings.addAll(read(named, problems)));
    file.stream().filter(setting -> !names(setting)).forEach(settings::add);
    return settings;
  }

  /** Overrides in their order, the values of a preset in its place. */
  static List<Setting> among(List<Setting> overrides, Problems problems) {
    List<Setting> settings = new ArrayList<>();
    for (Setting override : overrides) {
      if (names(override)) {
        settings.addAll(read(override, problems));
      } else {
        settings.add(override);
      }
    }
    return settings;
  }

  private static boolean names(Setting setting) {
    return setting.path().equals(KEY);
  }

  private static List<Setting> read(Setting setting, Problems problems) {
    if (setting.value() instanceof YamlValue.Missing) {
      return List.of();
    }
    String name = setting.value().text();
    if (!(setting.value() instanceof YamlValue.Scalar) || !NAMES.contains(name)) {
      String nearest =
          Nearest.to(name, NAMES).map(near -> "Did you mean " + near + "? ").orElse("");
      problems.add(
          KEY,
          "there is no preset " + name,
          nearest + "The presets are " + String.join(", ", NAMES) + ".");
      return List.of();
    }
    return YamlReader.read("preset " + name, "", text(name), problems);
  }

  private static String text(String name) {
    String resource = "presets/" + name + ".yaml";
    try (InputStream stream = Presets.class.getResourceAsStream(resource)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read resource " + resource, e);
    }
  }
}
