package io.souprl.config;

import java.util.List;

/** A value as it stands in YAML, before a key gives it a type. */
sealed interface YamlValue {

  /** How an error message calls it. */
  String text();

  /** Plain or quoted text; numbers and booleans keep their spelling. */
  record Scalar(String text) implements YamlValue {}

  /** {@code null}, {@code ~} or nothing at all: the default is meant. */
  record Missing() implements YamlValue {
    @Override
    public String text() {
      return "null";
    }
  }

  /** A list. */
  record Sequence(List<YamlValue> elements) implements YamlValue {
    public Sequence {
      elements = List.copyOf(elements);
    }

    @Override
    public String text() {
      return "a list";
    }
  }

  /** A mapping where its keys do not matter: an empty one, or one inside a list. */
  record Mapping() implements YamlValue {
    @Override
    public String text() {
      return "a section";
    }
  }
}
