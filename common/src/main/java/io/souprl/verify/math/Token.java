package io.souprl.verify.math;

import io.souprl.verify.Rational;

/**
 * A piece of an answer.
 *
 * @param text the name, the operator in a normal spelling, or the text
 * @param value of a number, else null
 * @param spaced whether white space comes before it
 */
record Token(Kind kind, String text, Rational value, boolean spaced) {
  enum Kind {
    NUMBER,
    DECIMAL,
    SYMBOL,
    /** Several letters in a row that are no known name. */
    WORD,
    /** The content of {@code \text} and its like. */
    TEXT,
    FUNCTION,
    COMMAND,
    OPERATOR,
    RELATION,
    OPEN,
    CLOSE,
    SEPARATOR,
    BEGIN,
    END,
    DONE
  }

  boolean is(Kind other, String name) {
    return kind == other && text.equals(name);
  }
}
