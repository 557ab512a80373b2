package io.souprl.config;

import io.souprl.config.Definition.KeyDefinition;
import io.souprl.config.Definition.SectionDefinition;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** All keys and sections of a record type, by dotted path, in declared order. */
record Schema(
    SectionDefinition root,
    Map<String, KeyDefinition> keys,
    Map<String, SectionDefinition> sections) {

  static Schema of(Class<? extends Record> type) {
    Map<String, KeyDefinition> keys = new LinkedHashMap<>();
    Map<String, SectionDefinition> sections = new LinkedHashMap<>();
    return new Schema(section("", "", type, keys, sections), keys, sections);
  }

  private static SectionDefinition section(
      String path,
      String doc,
      Class<? extends Record> type,
      Map<String, KeyDefinition> keys,
      Map<String, SectionDefinition> sections) {
    List<Definition> children = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String child = (path.isEmpty() ? "" : path + ".") + kebab(component.getName());
      Key key = component.getAnnotation(Key.class);
      Section nested = component.getAnnotation(Section.class);
      if (nested != null) {
        Class<? extends Record> record = component.getType().asSubclass(Record.class);
        SectionDefinition section = section(child, nested.value(), record, keys, sections);
        sections.put(child, section);
        children.add(section);
      } else if (key != null) {
        ValueType values = ValueType.of(component.getGenericType(), Range.of(key));
        KeyDefinition definition = new KeyDefinition(child, values, key);
        keys.put(child, definition);
        children.add(definition);
      } else {
        throw new IllegalArgumentException("Cannot read " + component + ": no @Key, no @Section");
      }
    }
    return new SectionDefinition(path, doc, type, children);
  }

  private static String kebab(String name) {
    return name.replaceAll("(?<=[a-z0-9])([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /** The canonical text of every value of a record of this schema, by path. */
  Map<String, String> values(Record config) {
    Map<String, String> values = new LinkedHashMap<>();
    collect(root, config, values);
    return values;
  }

  private static void collect(SectionDefinition section, Record owner, Map<String, String> values) {
    for (int i = 0; i < section.children().size(); i++) {
      Object value = Reflection.component(owner, i);
      if (section.children().get(i) instanceof KeyDefinition key) {
        values.put(key.path(), key.type().format(value));
      } else if (section.children().get(i) instanceof SectionDefinition nested) {
        collect(nested, (Record) value, values);
      }
    }
  }
}
