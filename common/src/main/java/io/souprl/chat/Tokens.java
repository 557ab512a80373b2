package io.souprl.chat;

import java.util.List;

/** The tokens of an output or a statement, read from the front. */
final class Tokens {
  private final List<Token> tokens;
  private int next;

  Tokens(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token peek() {
    return ahead(0);
  }

  Token ahead(int by) {
    return next + by < tokens.size() ? tokens.get(next + by) : Token.END;
  }

  Token take() {
    Token token = peek();
    next++;
    return token;
  }

  boolean isOperator(String text) {
    return peek().is(Token.Kind.OPERATOR, text);
  }

  boolean isName(String text) {
    return peek().is(Token.Kind.NAME, text);
  }

  boolean skipOperator(String text) {
    boolean skips = isOperator(text);
    next += skips ? 1 : 0;
    return skips;
  }

  boolean skipName(String text) {
    boolean skips = isName(text);
    next += skips ? 1 : 0;
    return skips;
  }

  void expectOperator(String text) {
    if (!skipOperator(text)) {
      throw new TemplateFailure("%s stands where %s is expected".formatted(peek().text(), text));
    }
  }

  void expectName(String text) {
    if (!skipName(text)) {
      throw new TemplateFailure("%s stands where %s is expected".formatted(peek().text(), text));
    }
  }

  String name() {
    if (peek().kind() != Token.Kind.NAME) {
      throw new TemplateFailure("%s stands where a name is expected".formatted(peek().text()));
    }
    return take().text();
  }

  void expectEnd() {
    if (peek().kind() != Token.Kind.END) {
      throw new TemplateFailure("%s is not expected".formatted(peek().text()));
    }
  }
}
