package io.souprl.verify.math;

import io.souprl.verify.Rational;
import io.souprl.verify.math.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Cuts LaTeX and plain notation into tokens, in one pass. */
final class MathLexer {
  private static final int SHORT_WORD = 3; // letters up to which a word is a product of names

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int position;
  private boolean spaced;
  private int brackets; // round and square ones that are open: a comma in them separates

  private MathLexer(String text) {
    this.text = text;
  }

  /** Ends with a {@link Kind#DONE}. */
  static List<Token> tokens(String text) throws UnreadableMath {
    MathLexer lexer = new MathLexer(text);
    while (lexer.position < text.length()) {
      lexer.next();
    }
    lexer.add(Kind.DONE, "");
    return lexer.tokens;
  }

  private void add(Kind kind, String name) {
    tokens.add(new Token(kind, name, null, spaced));
    spaced = false;
  }

  private void next() throws UnreadableMath {
    char c = text.charAt(position);
    if (Character.isWhitespace(c) || c == '~' || c == '\u00a0' || c == '$') {
      position++;
      spaced = true;
    } else if (c == '\\') {
      command();
    } else if (isDigit(c) || (c == '.' && isDigit(at(position + 1)))) {
      number();
    } else if (Character.isLetter(c)) {
      word();
    } else if (!operator(c)) {
      throw new UnreadableMath("character " + c);
    }
  }

  private boolean operator(char c) {
    if (text.startsWith("<=", position) || text.startsWith(">=", position)) {
      add(Kind.RELATION, text.substring(position, position + 2));
      position += 2;
    } else if (text.startsWith("!=", position)) {
      add(Kind.RELATION, "!=");
      position += 2;
    } else if (text.startsWith("**", position)) {
      add(Kind.OPERATOR, "^");
      position += 2;
    } else if (Names.RELATION_CHARACTERS.containsKey(c)) {
      add(Kind.RELATION, Names.RELATION_CHARACTERS.get(c));
      position++;
    } else if (Names.CHARACTERS.containsKey(c)) {
      add(Kind.OPERATOR, Names.CHARACTERS.get(c));
      position++;
    } else if (c == '(' || c == '[' || c == '{') {
      brackets += c == '{' ? 0 : 1;
      add(Kind.OPEN, String.valueOf(c));
      position++;
    } else if (c == ')' || c == ']' || c == '}') {
      brackets -= c == '}' ? 0 : 1;
      add(Kind.CLOSE, String.valueOf(c));
      position++;
    } else if (c == ',' || c == ';') {
      add(Kind.SEPARATOR, String.valueOf(c));
      position++;
    } else if (c == '√') {
      add(Kind.COMMAND, "sqrt");
      position++;
    } else if (c == '∞') {
      add(Kind.SYMBOL, "inf");
      position++;
    } else if (c == '²' || c == '³') {
      add(Kind.OPERATOR, "^");
      tokens.add(new Token(Kind.NUMBER, "", Rational.of(c == '²' ? 2 : 3), false));
      position++;
    } else if (c == '€' || c == '£' || c == '¥' || c == '\u200b') {
      position++;
    } else {
      return false;
    }
    return true;
  }

  private char at(int index) {
    return index < text.length() ? text.charAt(index) : '\0';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private void number() throws UnreadableMath {
    NumberScanner number = new NumberScanner(text, position, brackets > 0);
    tokens.add(number.token(spaced));
    position = number.end();
    spaced = false;
  }

  private static boolean isMeant(String word) {
    return Names.UNITS.contains(word) || Names.NUMBER_WORDS.containsKey(word);
  }

  private void word() {
    int end = position;
    while (Character.isLetter(at(end))) {
      end++;
    }
    String word = text.substring(position, end);
    String lower = word.toLowerCase(Locale.ROOT);
    if (lower.equals("and") || lower.equals("or")) {
      add(Kind.SEPARATOR, "and");
    } else if (word.equals("sqrt") || word.equals("frac")) {
      add(Kind.COMMAND, word);
    } else if (lower.equals("pi") || word.equals("π")) {
      add(Kind.SYMBOL, "pi");
    } else if (lower.equals("infinity") || lower.equals("oo")) {
      add(Kind.SYMBOL, "inf");
    } else if (lower.equals("percent") || lower.equals("pct")) {
      add(Kind.OPERATOR, "%");
    } else if (lower.equals("degrees") || lower.equals("degree")) {
      add(Kind.OPERATOR, "°");
    } else if (Names.FUNCTIONS.contains(word)) {
      add(Kind.FUNCTION, word);
    } else if (word.length() <= SHORT_WORD && !isMeant(lower)) {
      word.chars().forEach(letter -> add(Kind.SYMBOL, String.valueOf((char) letter)));
    } else {
      add(Kind.WORD, word);
    }
    position = end;
  }

  private void command() throws UnreadableMath {
    int end = position + 1;
    while (isLatinLetter(at(end))) {
      end++;
    }
    if (end == position + 1) {
      symbolCommand(at(end));
      position = Math.min(text.length(), end + 1);
      return;
    }
    if (text.startsWith("\\quad", position)) {
      end = position + 5; // the space may be run together with a name
    } else if (text.startsWith("\\qquad", position)) {
      end = position + 6;
    }
    String name = text.substring(position + 1, end);
    position = end;
    if (name.equals("left") || name.equals("right")) {
      delimiter();
    } else if (Names.SILENT.contains(name)) {
      spaced = true;
    } else if (Names.TEXT.contains(name)) {
      text(name, argument());
    } else if (Names.DECORATIONS.contains(name)) {
      add(Kind.SYMBOL, name + " " + argument().strip());
    } else if (name.equals("begin") || name.equals("end")) {
      add(name.equals("begin") ? Kind.BEGIN : Kind.END, argument());
    } else {
      named(name);
    }
  }

  /** An argument of a fraction without braces is one digit. */
  private boolean digit() {
    while (at(position) == ' ') {
      position++;
    }
    if (!isDigit(at(position))) {
      return false;
    }
    String digit = String.valueOf(at(position++));
    tokens.add(new Token(Kind.NUMBER, digit, Rational.of(Long.parseLong(digit)), false));
    return true;
  }

  private void named(String name) throws UnreadableMath {
    switch (name) {
      case "frac", "dfrac", "tfrac", "cfrac" -> {
        add(Kind.COMMAND, "frac");
        if (digit()) {
          digit();
        }
      }
      case "binom", "dbinom", "tbinom" -> add(Kind.COMMAND, "binom");
      case "sqrt", "sum", "int", "prod", "over" -> add(Kind.COMMAND, name);
      case "infty" -> add(Kind.SYMBOL, "inf");
      case "pi" -> add(Kind.SYMBOL, "pi");
      case "lbrace" -> add(Kind.OPEN, "set");
      case "rbrace" -> add(Kind.CLOSE, "set");
      case "langle" -> add(Kind.OPEN, "(");
      case "rangle" -> add(Kind.CLOSE, ")");
      case "lfloor", "lceil" -> add(Kind.OPEN, name);
      case "rfloor", "rceil" -> add(Kind.CLOSE, name);
      case "land", "lor" -> add(Kind.SEPARATOR, "and");
      default -> {
        if (Names.OPERATORS.containsKey(name)) {
          add(Kind.OPERATOR, Names.OPERATORS.get(name));
        } else if (Names.RELATIONS.containsKey(name)) {
          add(Kind.RELATION, Names.RELATIONS.get(name));
        } else if (Names.FUNCTIONS.contains(name)) {
          add(Kind.FUNCTION, name);
        } else if (Names.LETTERS.contains(name)) {
          add(Kind.SYMBOL, name.equals("varnothing") ? "emptyset" : name);
        } else {
          throw new UnreadableMath("command " + name);
        }
      }
    }
  }

  /** {@code \left.} has no delimiter. */
  private void delimiter() {
    while (at(position) == ' ') {
      position++;
    }
    if (at(position) == '.') {
      position++;
    }
  }

  private void symbolCommand(char c) throws UnreadableMath {
    switch (c) {
      case '{' -> add(Kind.OPEN, "set");
      case '}' -> add(Kind.CLOSE, "set");
      case '%' -> add(Kind.OPERATOR, "%");
      case '|' -> add(Kind.OPERATOR, "|");
      case '\\' -> add(Kind.SEPARATOR, "row");
      case ',', ';', '!', ':', ' ', '$', '(', ')', '[', ']', '\n', '\0' -> spaced = true;
      default -> throw new UnreadableMath("command " + c);
    }
  }

  private static boolean isLatinLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  /** The content of the braces here, or the character here. */
  private String argument() throws UnreadableMath {
    while (Character.isWhitespace(at(position))) {
      position++;
    }
    if (at(position) != '{') {
      if (position >= text.length()) {
        throw new UnreadableMath("no argument");
      }
      return String.valueOf(text.charAt(position++));
    }
    int close = Braces.close(text, position);
    if (close < 0) {
      throw new UnreadableMath("no closing brace");
    }
    String content = text.substring(position + 1, close);
    position = close + 1;
    return content;
  }

  private void text(String command, String content) {
    String plain = content.strip();
    String lower = plain.toLowerCase(Locale.ROOT);
    if (lower.equals("and") || lower.equals("or") || lower.equals(", and") || lower.equals(",")) {
      add(Kind.SEPARATOR, "and");
    } else if (plain.length() == 1
        && Character.isLetter(plain.charAt(0))
        && Names.UPRIGHT.contains(command)) {
      add(Kind.SYMBOL, plain);
    } else if (lower.equals("percent") || lower.equals("\\%") || lower.equals("%")) {
      add(Kind.OPERATOR, "%");
    } else if (Names.FUNCTIONS.contains(plain)) {
      add(Kind.FUNCTION, plain);
    } else {
      add(Kind.TEXT, plain);
    }
  }
}
