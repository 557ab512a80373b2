package io.souprl.chat;

import java.util.List;

/**
 * A stretch of a template.
 *
 * @param text of TEXT, white space control applied
 * @param tokens of OUTPUT and STATEMENT
 * @param line it starts in, from 1
 */
record Segment(Kind kind, String text, List<Token> tokens, int line) {
  enum Kind {
    TEXT,
    /** {@code {{ }}}. */
    OUTPUT,
    /** {@code {% %}}. */
    STATEMENT
  }
}
