package io.souprl.chat;

import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code namespace()} makes: attributes that a template can assign from inside a loop. */
final class Namespace {
  private final Map<String, Object> attributes;

  Namespace(Map<String, Object> attributes) {
    this.attributes = new LinkedHashMap<>(attributes);
  }

  Object get(String name) {
    return attributes.getOrDefault(name, Absent.UNDEFINED);
  }

  void set(String name, Object value) {
    attributes.put(name, value);
  }
}
