package io.souprl.verify.math;

import io.souprl.verify.math.MathNode.Braced;
import io.souprl.verify.math.MathNode.Call;
import io.souprl.verify.math.MathNode.Numeral;
import io.souprl.verify.math.MathNode.Power;
import io.souprl.verify.math.MathNode.Quotient;
import io.souprl.verify.math.MathNode.Symbol;
import io.souprl.verify.math.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads numbers, names, functions, fractions, roots and brackets. */
final class PrimaryParser {
  private static final Set<String> UNKNOWN_FUNCTIONS = Set.of("f", "g", "h", "P", "Q");

  private final TokenCursor tokens;
  private final TermParser.Rule<List<MathNode>> items;
  private final TermParser.Rule<MathNode> relation;
  private final TermParser.Rule<MathNode> sum;
  private final TermParser.Rule<MathNode> factor;
  private final MatrixParser matrix;

  PrimaryParser(
      TokenCursor tokens,
      TermParser.Rule<List<MathNode>> items,
      TermParser.Rule<MathNode> relation,
      TermParser.Rule<MathNode> sum,
      TermParser.Rule<MathNode> factor) {
    this.tokens = tokens;
    this.items = items;
    this.relation = relation;
    this.sum = sum;
    this.factor = factor;
    this.matrix = new MatrixParser(tokens, sum);
  }

  MathNode read() throws UnreadableMath {
    Token token = tokens.take();
    return switch (token.kind()) {
      case NUMBER, DECIMAL -> number(token);
      case SYMBOL -> symbol(token);
      case TEXT -> money(token) ? read() : text(token.text());
      case WORD -> word(token.text());
      case FUNCTION -> function(token.text());
      case COMMAND -> command(token.text());
      case OPEN -> bracket(token.text());
      case BEGIN -> matrix.read(token.text());
      case OPERATOR -> absolute(token);
      default -> throw new UnreadableMath("unexpected " + token.text());
    };
  }

  private boolean money(Token token) {
    Kind next = tokens.peek().kind();
    return Names.CURRENCIES.contains(token.text().toLowerCase(Locale.ROOT))
        && (next == Kind.NUMBER || next == Kind.DECIMAL);
  }

  /** A subscript of a number is its base, which is left out. */
  private MathNode number(Token token) throws UnreadableMath {
    if (tokens.takes(Kind.OPERATOR, "_")) {
      argument();
    }
    return new Numeral(token.value(), token.kind() == Kind.DECIMAL);
  }

  private MathNode symbol(Token token) throws UnreadableMath {
    StringBuilder name = new StringBuilder(token.text());
    while (true) {
      if (tokens.takes(Kind.OPERATOR, "_")) {
        name.append('_').append(subscript());
      } else if (tokens.takes(Kind.OPERATOR, "'")) {
        name.append('\'');
      } else {
        break;
      }
    }
    boolean call = UNKNOWN_FUNCTIONS.contains(token.text()) || name.indexOf("'") > 0 || isDefined();
    if (call && tokens.peek().is(Kind.OPEN, "(")) {
      tokens.take();
      List<MathNode> arguments = items.read();
      tokens.require(Kind.CLOSE, ")");
      return new Call(name.toString(), List.copyOf(arguments));
    }
    return new Symbol(name.toString());
  }

  /** Whether {@code (t) =} comes next: what stands before is a function of t. */
  private boolean isDefined() {
    return tokens.peek().is(Kind.OPEN, "(")
        && (tokens.peek(1).kind() == Kind.SYMBOL || tokens.peek(1).kind() == Kind.NUMBER)
        && tokens.peek(2).is(Kind.CLOSE, ")")
        && tokens.peek(3).is(Kind.RELATION, "=");
  }

  /** The tokens of a subscript as text. */
  private String subscript() throws UnreadableMath {
    if (!tokens.takes(Kind.OPEN, "{")) {
      return tokens.take().text();
    }
    StringBuilder text = new StringBuilder();
    int depth = 1;
    while (true) {
      Token token = tokens.take();
      if (token.kind() == Kind.DONE) {
        throw new UnreadableMath("open subscript");
      }
      depth += token.is(Kind.OPEN, "{") ? 1 : token.is(Kind.CLOSE, "}") ? -1 : 0;
      if (depth == 0) {
        return text.toString();
      }
      text.append(token.text());
    }
  }

  private static MathNode text(String content) {
    String plain = content.strip();
    Integer value = Names.NUMBER_WORDS.get(plain.toLowerCase(Locale.ROOT));
    if (value != null) {
      return Numeral.of(value);
    }
    boolean worded = plain.chars().anyMatch(Character::isLetter);
    return worded
        ? new Symbol(plain.length() == 1 ? plain : plain.toLowerCase(Locale.ROOT))
        : MathParser.parse(plain).orElse(new Symbol(plain));
  }

  private static MathNode word(String word) throws UnreadableMath {
    Integer value = Names.NUMBER_WORDS.get(word.toLowerCase(Locale.ROOT));
    if (value != null) {
      return Numeral.of(value);
    }
    throw new UnreadableMath("word " + word);
  }

  private MathNode function(String name) throws UnreadableMath {
    MathNode base = null;
    MathNode exponent = null;
    while (true) {
      if (tokens.takes(Kind.OPERATOR, "_")) {
        base = argument();
      } else if (tokens.takes(Kind.OPERATOR, "^")) {
        exponent = exponent();
      } else {
        break;
      }
    }
    MathNode argument = functionArgument();
    List<MathNode> arguments =
        argument instanceof MathNode.Bracketed list && list.open() == '('
            ? list.items()
            : base == null ? List.of(argument) : List.of(argument, base);
    if (exponent instanceof Numeral number && number.equals(Numeral.of(-1))) {
      return new Call("arc" + name, arguments);
    }
    MathNode call = new Call(name, arguments);
    return exponent == null ? call : new Power(call, exponent);
  }

  /** {@code \sin(x)}, {@code \sin 2x}: factors up to the next operator or function. */
  private MathNode functionArgument() throws UnreadableMath {
    if (tokens.peek().kind() == Kind.OPEN) {
      return factor.read();
    }
    List<MathNode> factors = new ArrayList<>();
    factors.add(factor.read());
    while (tokens.peek().kind() == Kind.SYMBOL || tokens.peek().is(Kind.COMMAND, "sqrt")) {
      factors.add(factor.read());
    }
    return factors.size() == 1 ? factors.get(0) : new MathNode.Product(List.copyOf(factors));
  }

  private MathNode command(String name) throws UnreadableMath {
    return switch (name) {
      case "frac" -> new Quotient(argument(), argument());
      case "binom" -> new Call("binom", List.of(argument(), argument()));
      case "sqrt" -> root();
      case "sum", "prod", "int" -> bounded(name);
      default -> throw new UnreadableMath("command " + name);
    };
  }

  private MathNode root() throws UnreadableMath {
    if (tokens.takes(Kind.OPEN, "[")) {
      MathNode index = sum.read();
      tokens.require(Kind.CLOSE, "]");
      return new Call("root", List.of(argument(), index));
    }
    return new Call("root", List.of(argument(), Numeral.of(2)));
  }

  private MathNode bounded(String name) throws UnreadableMath {
    MathNode from = Numeral.of(0);
    MathNode to = Numeral.of(0);
    while (true) {
      if (tokens.takes(Kind.OPERATOR, "_")) {
        from = group();
      } else if (tokens.takes(Kind.OPERATOR, "^")) {
        to = group();
      } else {
        return new Call(name, List.of(from, to, sum.read()));
      }
    }
  }

  private MathNode group() throws UnreadableMath {
    if (!tokens.takes(Kind.OPEN, "{")) {
      return argument();
    }
    MathNode content = relation.read();
    tokens.require(Kind.CLOSE, "}");
    return content;
  }

  /** An argument of a command: a group, one digit of a number, or one symbol. */
  MathNode argument() throws UnreadableMath {
    if (tokens.peek().is(Kind.OPEN, "{")) {
      tokens.take();
      MathNode content = sum.read();
      tokens.require(Kind.CLOSE, "}");
      return content;
    }
    return read();
  }

  /** An exponent may have a sign. */
  MathNode exponent() throws UnreadableMath {
    if (tokens.takes(Kind.OPERATOR, "-")) {
      return TermParser.negated(argument());
    }
    return argument();
  }

  /** {@code {°}} */
  void skipDegrees() throws UnreadableMath {
    tokens.take();
    tokens.take();
    tokens.require(Kind.CLOSE, "}");
  }

  private MathNode bracket(String open) throws UnreadableMath {
    switch (open) {
      case "set" -> {
        if (tokens.takes(Kind.CLOSE, "set")) {
          return MathParser.emptySet();
        }
        List<MathNode> content = items.read();
        tokens.require(Kind.CLOSE, "set");
        return new Braced(List.copyOf(content));
      }
      case "{" -> {
        List<MathNode> content = items.read();
        tokens.require(Kind.CLOSE, "}");
        return content.size() == 1 ? content.get(0) : new Braced(List.copyOf(content));
      }
      case "lfloor", "lceil" -> {
        MathNode content = sum.read();
        tokens.require(Kind.CLOSE, "r" + open.substring(1));
        return new Call(open.substring(1), List.of(content));
      }
      default -> {
        List<MathNode> content = items.read();
        Token close = tokens.take();
        if (!close.is(Kind.CLOSE, ")") && !close.is(Kind.CLOSE, "]")) {
          throw new UnreadableMath("expected a bracket instead of " + close.text());
        }
        return MathParser.bracketed(open.charAt(0), content, close.text().charAt(0));
      }
    }
  }

  private MathNode absolute(Token token) throws UnreadableMath {
    if (!token.text().equals("|")) {
      throw new UnreadableMath("unexpected " + token.text());
    }
    MathNode content = sum.read();
    tokens.require(Kind.OPERATOR, "|");
    return new Call("abs", List.of(content));
  }
}
