package io.souprl.config;

import java.util.ArrayList;
import java.util.List;

/** Reads overrides such as {@code rollout.group-size=16}. */
final class Overrides {
  private Overrides() {}

  /** The settings of these overrides, in order; the value after the first '=' is YAML. */
  static List<Setting> read(List<String> overrides, Problems problems) {
    List<Setting> settings = new ArrayList<>();
    for (String override : overrides) {
      int equals = override.indexOf('=');
      if (equals < 0) {
        problems.add("--set " + override, "has no '='", "Write --set key=value.");
      } else if (override.substring(0, equals).isBlank()) {
        problems.add("--set " + override, "has no key before '='", "Write --set key=value.");
      } else {
        String key = override.substring(0, equals).strip();
        String value = override.substring(equals + 1);
        settings.addAll(YamlReader.read("--set " + override, key, value, problems));
      }
    }
    return settings;
  }
}
