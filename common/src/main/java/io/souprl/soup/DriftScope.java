package io.souprl.soup;

/** The counted tokens that a bound of the {@link DriftGate} is about. */
public enum DriftScope {
  /** All of the round. */
  ALL("training.gate.", "The batch"),
  /** Those of the prefixes. */
  PREFIX("training.gate.prefix.", "The prefix zone"),
  /** Those of the continuations. */
  CONTINUATION("training.gate.continuation.", "The continuation zone");

  private final String keys;
  private final String title;

  DriftScope(String keys, String title) {
    this.keys = keys;
    this.title = title;
  }

  /** The configuration key of a bound, by the last part of its name. */
  String key(String name) {
    return keys + name;
  }

  /** What a message calls these tokens. */
  String title() {
    return title;
  }
}
