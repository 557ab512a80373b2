package io.souprl.chat;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The texts, strings and numbers of a template. The translation names them instead of quoting them,
 * so that jinjava's reading of quotes, escapes, delimiters and white space never comes into play.
 */
final class Constants {
  private final Map<Object, String> names = new LinkedHashMap<>();
  private int fresh;

  /** The variable that holds this value. */
  String name(Object value) {
    return names.computeIfAbsent(value, unnamed -> "c" + names.size());
  }

  /** A variable that nothing else is called. */
  String fresh(String stem) {
    fresh++;
    return "n" + fresh + "_" + stem;
  }

  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    names.forEach((value, name) -> values.put(name, value));
    return values;
  }
}
