package io.souprl.chat;

/**
 * A word of an expression or a statement.
 *
 * @param text as it stands in the template; of a string its value
 */
record Token(Kind kind, String text) {
  enum Kind {
    NAME,
    STRING,
    INTEGER,
    FLOAT,
    OPERATOR,
    END
  }

  static final Token END = new Token(Kind.END, "the end");

  boolean is(Kind wanted, String wantedText) {
    return kind == wanted && text.equals(wantedText);
  }
}
