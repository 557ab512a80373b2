package io.souprl.config;

import io.souprl.config.Definition.KeyDefinition;
import io.souprl.config.Definition.SectionDefinition;
import java.util.Arrays;
import java.util.Map;

/**
 * Writes a configuration as nested YAML, bare (canonical) or with the documentation of each key.
 */
final class YamlDocument {
  private static final int WIDTH = 100;
  private static final String HEADER =
      "Every configuration key with its default. A run's file holds only the keys that it changes; "
          + "--set key=value overrides the file. An unknown key is an error, null means the "
          + "default, and names of choices may be upper-case. preset: NAME takes the values of "
          + "conf/presets/NAME.yaml, below the file's own keys. Made from the records of "
          + "io.souprl.config by TestReference: not to be edited by hand.";

  private final StringBuilder text = new StringBuilder();
  private final Map<String, String> values;
  private final Style style;

  private enum Style {
    CANONICAL,
    DOCUMENTED
  }

  private YamlDocument(Map<String, String> values, Style style) {
    this.values = values;
    this.style = style;
  }

  /** Every key that has a value here, in declared order; read back, it gives the same values. */
  static String canonical(Schema schema, Map<String, String> values) {
    YamlDocument document = new YamlDocument(values, Style.CANONICAL);
    document.children(schema.root(), "");
    return document.text.toString();
  }

  /** The same with what each key is, its unit and what it allows, as comments above it. */
  static String documented(Schema schema, Map<String, String> values) {
    YamlDocument document = new YamlDocument(values, Style.DOCUMENTED);
    document.comment("", HEADER);
    document.children(schema.root(), "");
    return document.text.toString();
  }

  private void children(SectionDefinition section, String indent) {
    for (Definition child : section.children()) {
      if (child instanceof SectionDefinition nested) {
        if (style == Style.DOCUMENTED) {
          text.append('\n');
          comment(indent, nested.doc());
        }
        text.append(indent).append(nested.name()).append(":\n");
        children(nested, indent + "  ");
      } else if (child instanceof KeyDefinition key && values.containsKey(key.path())) {
        if (style == Style.DOCUMENTED) {
          document(key, indent);
        }
        String value = values.get(key.path());
        text.append(indent).append(key.name()).append(": ").append(value).append('\n');
      }
    }
  }

  private void document(KeyDefinition key, String indent) {
    text.append('\n');
    comment(indent, key.key().doc());
    String because = key.key().because().isEmpty() ? "" : ": " + key.key().because();
    String unit = key.key().unit().isEmpty() ? "" : " Unit: " + key.key().unit() + ".";
    comment(indent, "Allowed: " + key.type().description() + because + "." + unit);
    if (key.key().projectChoice()) {
      comment(
          indent, "The paper's abstract does not fix it: the default is this project's choice.");
    }
  }

  private void comment(String indent, String sentences) {
    StringBuilder line = new StringBuilder(indent).append('#');
    for (String word : Arrays.asList(sentences.split(" ", -1))) {
      if (line.length() + 1 + word.length() > WIDTH) {
        text.append(line).append('\n');
        line = new StringBuilder(indent).append('#');
      }
      line.append(' ').append(word);
    }
    text.append(line).append('\n');
  }
}
