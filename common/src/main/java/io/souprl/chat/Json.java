package io.souprl.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * JSON as Python's json.dumps writes it, and as a template's values.
 *
 * @param indent of one level, or null to write one line
 * @param betweenItems separator of items
 * @param afterKey separator of a key and its value
 */
record Json(
    String indent, String betweenItems, String afterKey, boolean sortKeys, boolean asciiOnly) {
  private static final int FIRST_PRINTABLE = 0x20;
  private static final int LAST_ASCII = 0x7e;

  /** A value that a template can work on. */
  static Object value(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> {
        Map<String, Object> entries = new LinkedHashMap<>();
        node.fields()
            .forEachRemaining(field -> entries.put(field.getKey(), value(field.getValue())));
        yield new Dict(entries);
      }
      case ARRAY -> {
        List<Object> items = new ArrayList<>();
        node.forEach(item -> items.add(value(item)));
        yield Sequence.list(items);
      }
      case STRING -> node.textValue();
      case BOOLEAN -> node.booleanValue();
      case NUMBER -> number(node);
      case NULL -> Absent.NONE;
      case MISSING, BINARY, POJO ->
          throw new IllegalArgumentException("Cannot render " + node.getNodeType());
    };
  }

  private static Object number(JsonNode node) {
    if (node.isIntegralNumber() && node.canConvertToLong()) {
      return node.longValue();
    } else if (!node.isIntegralNumber() && Double.isFinite(node.doubleValue())) {
      return node.doubleValue();
    }
    throw new TemplateFailure("a number is too large: " + node);
  }

  String write(Object value) {
    StringBuilder json = new StringBuilder();
    write(value, json, indent == null ? "" : "\n");
    return json.toString();
  }

  private void write(Object value, StringBuilder json, String newline) {
    if (value instanceof String text) {
      quote(text, json);
    } else if (value instanceof Boolean || value instanceof Long) {
      json.append(value);
    } else if (value instanceof Double number) {
      json.append(Written.number(number));
    } else if (value == Absent.NONE) {
      json.append("null");
    } else if (value instanceof Dict dict) {
      Map<String, Object> entries = dict.entries();
      if (sortKeys) {
        entries = new TreeMap<>(Text::compare);
        entries.putAll(dict.entries());
      }
      List<Consumer<String>> members = new ArrayList<>();
      entries.forEach(
          (key, member) ->
              members.add(
                  within -> {
                    quote(key, json);
                    json.append(afterKey);
                    write(member, json, within);
                  }));
      enclose('{', members, '}', json, newline);
    } else if (value instanceof Sequence sequence && sequence.kind() != Sequence.Kind.VIEW) {
      List<Consumer<String>> members = new ArrayList<>();
      sequence.items().forEach(item -> members.add(within -> write(item, json, within)));
      enclose('[', members, ']', json, newline);
    } else {
      throw new TemplateFailure("it writes a value of type %s as JSON".formatted(typeName(value)));
    }
  }

  private static String typeName(Object value) {
    return Values.typeName(value);
  }

  private void enclose(
      char open, List<Consumer<String>> members, char close, StringBuilder json, String newline) {
    String within = indent == null || members.isEmpty() ? "" : newline + indent;
    json.append(open);
    for (int i = 0; i < members.size(); i++) {
      json.append(i == 0 ? "" : betweenItems).append(within);
      members.get(i).accept(within);
    }
    json.append(within.isEmpty() ? "" : newline).append(close);
  }

  private void quote(String text, StringBuilder json) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        case '\f' -> json.append("\\f");
        case '\b' -> json.append("\\b");
        default -> {
          if (c < FIRST_PRINTABLE || (asciiOnly && c > LAST_ASCII)) {
            json.append("\\u%04x".formatted((int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    json.append('"');
  }
}
