package io.souprl.verify.math;

import io.souprl.verify.math.Token.Kind;
import java.util.List;

/** A place in a list of tokens, with the bounds on what is read from there. */
final class TokenCursor {
  private static final int MAX_DEPTH = 60;
  private static final int MAX_NODES = 4000;

  private final List<Token> tokens;
  private int position;
  private int depth;
  private int nodes;

  TokenCursor(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token peek() {
    return tokens.get(position);
  }

  Token peek(int ahead) {
    return tokens.get(Math.min(position + ahead, tokens.size() - 1));
  }

  Token take() {
    Token token = peek();
    if (token.kind() != Kind.DONE) {
      position++;
    }
    return token;
  }

  /** Takes this token if it comes next. */
  boolean takes(Kind kind, String text) {
    if (peek().is(kind, text)) {
      position++;
      return true;
    }
    return false;
  }

  void require(Kind kind, String text) throws UnreadableMath {
    if (!peek().is(kind, text)) {
      throw new UnreadableMath("expected " + text + " instead of " + peek().text());
    }
    take();
  }

  int position() {
    return position;
  }

  void back(int to) {
    position = to;
  }

  /** One level deeper. */
  void descend() throws UnreadableMath {
    depth++;
    nodes++;
    if (depth > MAX_DEPTH || nodes > MAX_NODES) {
      throw new UnreadableMath("nesting or size");
    }
  }

  void ascend() {
    depth--;
  }
}
