package io.souprl.config;

import io.souprl.config.Definition.KeyDefinition;
import io.souprl.config.Definition.SectionDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gives settings to the keys of a schema; what does not fit becomes a problem. */
final class Binder {
  private final Schema schema;
  private final Problems problems;
  private final KeySuggestions suggestions;
  private final Map<String, YamlValue> given = new HashMap<>();

  private Binder(Schema schema, Problems problems) {
    this.schema = schema;
    this.problems = problems;
    this.suggestions =
        new KeySuggestions(
            List.copyOf(schema.keys().keySet()), List.copyOf(schema.sections().keySet()));
  }

  /** The record of these settings: a later one replaces an earlier one of the same key. */
  static Record bind(Schema schema, List<Setting> settings, Problems problems) {
    Binder binder = new Binder(schema, problems);
    settings.forEach(binder::accept);
    Map<String, Object> values = new HashMap<>();
    schema.keys().values().forEach(key -> values.put(key.path(), binder.value(key)));
    return schema.root().build(values::get);
  }

  private void accept(Setting setting) {
    String path = setting.path();
    SectionDefinition section = schema.sections().get(path);
    Optional<KeyDefinition> owner = keyAbove(path);
    if (schema.keys().containsKey(path)) {
      given.put(path, setting.value());
    } else if (section != null) {
      acceptSection(section, setting.value());
    } else if (owner.isPresent()) {
      problems.add(
          owner.get().path(), "takes a value and has no keys of its own", owner.get().fix());
      problems.doubt(List.of(owner.get().path()));
    } else {
      refuseUnknown(path);
    }
  }

  private void acceptSection(SectionDefinition section, YamlValue value) {
    boolean empty = value instanceof YamlValue.Missing || value instanceof YamlValue.Mapping;
    if (!empty) {
      problems.add(
          section.path(),
          "is a section and cannot be " + value.text(),
          "Set its keys, such as " + section.children().get(0).path() + ".");
    }
  }

  private Optional<KeyDefinition> keyAbove(String path) {
    return schema.keys().values().stream()
        .filter(key -> path.startsWith(key.path() + "."))
        .findFirst();
  }

  private void refuseUnknown(String path) {
    Optional<String> reason = LeftOutKeys.reason(path);
    if (reason.isPresent()) {
      problems.add(path, "unknown key", reason.get());
      return;
    }
    List<String> meant = suggestions.of(path);
    String fix =
        meant.isEmpty()
            ? "All keys are in conf/reference.yaml."
            : "Did you mean " + String.join(" or ", meant) + "?";
    problems.add(path, "unknown key", fix);
    problems.doubt(meant);
  }

  private Object value(KeyDefinition key) {
    try {
      return key.parse(given.getOrDefault(key.path(), new YamlValue.Missing()));
    } catch (RefusedValue e) {
      problems.add(key.path(), e.getMessage(), e.hint() + key.fix());
      problems.doubt(List.of(key.path()));
      return key.defaultValue();
    }
  }
}
