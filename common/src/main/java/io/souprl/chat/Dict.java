package io.souprl.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Python's dict, in the order of insertion.
 *
 * @param entries by key; keys are strings, as JSON's are
 */
record Dict(Map<String, Object> entries) {
  Object get(String key) {
    return entries.getOrDefault(key, Absent.UNDEFINED);
  }

  Sequence keys() {
    return Sequence.view(new ArrayList<>(entries.keySet()));
  }

  Sequence values() {
    return Sequence.view(new ArrayList<>(entries.values()));
  }

  /** Its keys and values in pairs. */
  List<Object> items() {
    List<Object> items = new ArrayList<>();
    entries.forEach((key, value) -> items.add(Sequence.tuple(List.of(key, value))));
    return items;
  }
}
