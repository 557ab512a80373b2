package io.souprl.chat;

import java.util.List;

/** One of Python's sequences, which jinjava leaves alone because it is no Java collection. */
record Sequence(Kind kind, List<Object> items) {
  enum Kind {
    LIST("list"),
    TUPLE("tuple"),
    /** What dict.items() and range() give: it has a length, but Python writes it its own way. */
    VIEW("view");

    private final String text;

    Kind(String text) {
      this.text = text;
    }
  }

  static Sequence list(List<Object> items) {
    return new Sequence(Kind.LIST, items);
  }

  static Sequence tuple(List<Object> items) {
    return new Sequence(Kind.TUPLE, items);
  }

  static Sequence view(List<Object> items) {
    return new Sequence(Kind.VIEW, items);
  }

  String typeName() {
    return kind.text;
  }
}
