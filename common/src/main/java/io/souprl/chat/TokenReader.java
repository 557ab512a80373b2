package io.souprl.chat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the tokens between the delimiters of an output or a statement. */
final class TokenReader {
  private static final Pattern SPACE = Pattern.compile("[\\s\\x1c-\\x1f]+");
  private static final Pattern FLOAT =
      Pattern.compile("[0-9]+(?:\\.[0-9]+(?:[eE][+-]?[0-9]+)?|[eE][+-]?[0-9]+)");
  private static final Pattern INTEGER = Pattern.compile("[1-9][0-9]*|0+");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z_0-9]*");
  private static final Pattern STRING =
      Pattern.compile(
          "'[^'\\\\]*+(?:\\\\.[^'\\\\]*+)*+'|\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"",
          Pattern.DOTALL);
  private static final Pattern OPERATOR =
      Pattern.compile("//|\\*\\*|==|!=|>=|<=|[-+/*%~\\[\\](){}<>=.:|,;]");

  private final String source;
  private final String closing;
  private final Deque<Character> open = new ArrayDeque<>();
  private final List<Token> tokens = new ArrayList<>();
  private int position;
  private char sign = ' ';

  /**
   * A reader from a position on.
   *
   * @param closing delimiter
   */
  TokenReader(String source, int position, String closing) {
    this.source = source;
    this.position = position;
    this.closing = closing;
  }

  /** Where the closing delimiter ends. */
  int end() {
    return position;
  }

  /** The sign before the closing delimiter, or a blank. */
  char sign() {
    return sign;
  }

  List<Token> read() {
    while (position < source.length()) {
      if (open.isEmpty() && closes()) {
        return tokens;
      }
      next();
    }
    throw new TemplateFailure(closing + " is missing");
  }

  private boolean closes() {
    if (source.startsWith(closing, position)) {
      position += closing.length();
      return true;
    }
    char c = source.charAt(position);
    boolean isSign = c == '-' || (c == '+' && closing.equals("%}"));
    if (isSign && source.startsWith(closing, position + 1)) {
      sign = c;
      position += 1 + closing.length();
      return true;
    }
    return false;
  }

  private void next() {
    String text = take(SPACE);
    if (text != null) {
      return;
    }
    boolean afterDot =
        !tokens.isEmpty() && tokens.get(tokens.size() - 1).is(Token.Kind.OPERATOR, ".");
    String number = afterDot ? null : take(FLOAT);
    if (number != null) {
      add(Token.Kind.FLOAT, number);
    } else if ((text = take(INTEGER)) != null) {
      add(Token.Kind.INTEGER, text);
    } else if ((text = take(NAME)) != null) {
      add(Token.Kind.NAME, text);
    } else if ((text = take(STRING)) != null) {
      add(Token.Kind.STRING, StringLiteral.value(text));
    } else if ((text = take(OPERATOR)) != null) {
      balance(text.charAt(0));
      add(Token.Kind.OPERATOR, text);
    } else {
      throw new TemplateFailure(
          "the character %s is not expected"
              .formatted(Character.toString(source.codePointAt(position))));
    }
  }

  private void add(Token.Kind kind, String text) {
    if (kind == Token.Kind.INTEGER || kind == Token.Kind.FLOAT) {
      boolean goesOn = position < source.length() && isNamePart(source.charAt(position));
      if (goesOn) {
        throw new TemplateFailure("the number %s has a suffix".formatted(text));
      }
    } else if (kind == Token.Kind.NAME
        && position < source.length()
        && source.charAt(position) > 0x7f) {
      throw new TemplateFailure("the name %s goes on beyond ASCII".formatted(text));
    }
    tokens.add(new Token(kind, text));
  }

  private static boolean isNamePart(char c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }

  private void balance(char operator) {
    switch (operator) {
      case '(' -> open.push(')');
      case '[' -> open.push(']');
      case '{' -> open.push('}');
      case ')', ']', '}' -> {
        if (open.isEmpty() || open.pop() != operator) {
          throw new TemplateFailure("the character " + operator + " closes nothing");
        }
      }
      default -> {}
    }
  }

  private String take(Pattern pattern) {
    Matcher matcher = pattern.matcher(source).region(position, source.length());
    if (!matcher.lookingAt()) {
      return null;
    }
    position = matcher.end();
    return matcher.group();
  }
}
