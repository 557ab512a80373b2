package io.souprl.verify.math;

import io.souprl.verify.Rational;
import io.souprl.verify.math.MathNode.Call;
import io.souprl.verify.math.MathNode.Numeral;
import io.souprl.verify.math.MathNode.Percent;
import io.souprl.verify.math.MathNode.PlusMinus;
import io.souprl.verify.math.MathNode.Power;
import io.souprl.verify.math.MathNode.Product;
import io.souprl.verify.math.MathNode.Quotient;
import io.souprl.verify.math.MathNode.Sum;
import io.souprl.verify.math.MathNode.Symbol;
import io.souprl.verify.math.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads sums, products and powers; multiplication may be left out, units are passed over. */
final class TermParser {
  private static final MathNode MINUS_ONE = Numeral.of(-1);
  private static final int LONG_WORD = 4; // letters from which a word behind a number is a unit

  private final TokenCursor tokens;
  private final PrimaryParser primary;

  /** Reads a node. */
  interface Rule<T> {
    T read() throws UnreadableMath;
  }

  TermParser(TokenCursor tokens, Rule<List<MathNode>> items, Rule<MathNode> relation) {
    this.tokens = tokens;
    this.primary = new PrimaryParser(tokens, items, relation, this::sum, this::factor);
  }

  MathNode sum() throws UnreadableMath {
    tokens.descend();
    MathNode total = null;
    List<MathNode> terms = new ArrayList<>();
    while (true) {
      String sign = sign();
      if (sign == null && !(terms.isEmpty() && total == null)) {
        break;
      }
      MathNode term = product();
      if ("±".equals(sign)) {
        MathNode base = total(total, terms);
        total = new PlusMinus(base, term);
        terms = new ArrayList<>();
      } else {
        terms.add("-".equals(sign) ? negated(term) : term);
      }
    }
    tokens.ascend();
    return total(total, terms);
  }

  private static MathNode total(MathNode first, List<MathNode> terms) {
    List<MathNode> all = new ArrayList<>();
    if (first != null) {
      all.add(first);
    }
    all.addAll(terms);
    return all.isEmpty() ? Numeral.of(0) : all.size() == 1 ? all.get(0) : new Sum(List.copyOf(all));
  }

  private String sign() {
    Token token = tokens.peek();
    if (token.kind() != Kind.OPERATOR || !"+-±".contains(token.text())) {
      return null;
    }
    tokens.take();
    return token.text();
  }

  static MathNode negated(MathNode node) {
    if (node instanceof Numeral number) {
      return new Numeral(number.value().negate(), number.decimal());
    }
    if (node instanceof Percent percent) {
      return new Percent(negated(percent.number()));
    }
    return new Product(List.of(MINUS_ONE, node));
  }

  private MathNode product() throws UnreadableMath {
    MathNode value = signedFactor();
    while (true) {
      Token token = tokens.peek();
      if (tokens.takes(Kind.OPERATOR, "*")) {
        value = times(value, signedFactor());
      } else if (tokens.takes(Kind.OPERATOR, "/")) {
        if (unit(tokens.peek(), value)) {
          tokens.take();
        } else {
          value = new Quotient(value, signedFactor());
        }
      } else if (unit(token, value)) {
        unit();
      } else if (token.kind() == Kind.NUMBER && mixed(value)) {
        value = mixedNumber(value);
      } else if (startsFactor(token)) {
        boolean fraction = token.is(Kind.COMMAND, "frac");
        boolean whole = value instanceof Numeral number && !number.decimal() && isWhole(number);
        MathNode factor = factor();
        value =
            fraction && whole && isFraction(factor) ? mixed(value, factor) : times(value, factor);
      } else {
        return value;
      }
    }
  }

  private MathNode signedFactor() throws UnreadableMath {
    tokens.descend();
    try {
      if (tokens.takes(Kind.OPERATOR, "-")) {
        return negated(signedFactor());
      }
      return tokens.takes(Kind.OPERATOR, "+") ? signedFactor() : factor();
    } finally {
      tokens.ascend();
    }
  }

  private static MathNode times(MathNode left, MathNode right) {
    List<MathNode> factors = new ArrayList<>();
    if (left instanceof Product product) {
      factors.addAll(product.factors());
    } else {
      factors.add(left);
    }
    factors.add(right);
    return new Product(List.copyOf(factors));
  }

  private static boolean isWhole(Numeral number) {
    return number.value().denominator().equals(java.math.BigInteger.ONE);
  }

  private static boolean isFraction(MathNode node) {
    return node instanceof Quotient quotient
        && quotient.numerator() instanceof Numeral
        && quotient.denominator() instanceof Numeral;
  }

  /** 1\frac{1}{2} is one and a half, of the sign of the whole. */
  private static MathNode mixed(MathNode whole, MathNode fraction) {
    boolean negative = ((Numeral) whole).value().numerator().signum() < 0;
    return new Sum(List.of(whole, negative ? negated(fraction) : fraction));
  }

  /** A number that a space and a plain fraction follow: 1 1/2. */
  private boolean mixed(MathNode value) {
    return value instanceof Numeral number
        && isWhole(number)
        && !number.decimal()
        && tokens.peek().spaced()
        && tokens.peek(1).is(Kind.OPERATOR, "/")
        && tokens.peek(2).kind() == Kind.NUMBER;
  }

  private MathNode mixedNumber(MathNode whole) {
    Rational numerator = tokens.take().value();
    tokens.take();
    Rational denominator = tokens.take().value();
    return mixed(
        whole, new Quotient(new Numeral(numerator, false), new Numeral(denominator, false)));
  }

  private boolean unit(Token token, MathNode value) {
    return switch (token.kind()) {
      case TEXT -> !Character.isDigit(token.text().isEmpty() ? ' ' : token.text().charAt(0));
      case WORD ->
          isNumber(value)
              && (token.text().length() >= LONG_WORD
                  || Names.UNITS.contains(token.text().toLowerCase(Locale.ROOT)));
      case SYMBOL ->
          isNumber(value)
              && token.spaced()
              && tokens.peek(1).is(Kind.OPERATOR, "/")
              && (tokens.peek(2).is(Kind.SYMBOL, "s") || tokens.peek(2).is(Kind.SYMBOL, "h"));
      default -> false;
    };
  }

  /** A constant, which alone may have a unit. */
  private static boolean isNumber(MathNode node) {
    if (node instanceof Symbol symbol) {
      return symbol.name().equals("pi");
    } else if (node instanceof Quotient quotient) {
      return isNumber(quotient.numerator()) && isNumber(quotient.denominator());
    } else if (node instanceof Product product) {
      return product.factors().stream().allMatch(TermParser::isNumber);
    } else if (node instanceof Sum sum) {
      return sum.terms().stream().allMatch(TermParser::isNumber);
    } else if (node instanceof Power power) {
      return isNumber(power.base()) && isNumber(power.exponent());
    } else if (node instanceof Call call) {
      return call.arguments().stream().allMatch(TermParser::isNumber);
    }
    return node instanceof Numeral || node instanceof Percent;
  }

  /** A unit may have a power and another unit behind it: m^2, km/h. */
  private void unit() throws UnreadableMath {
    tokens.take();
    if (tokens.takes(Kind.OPERATOR, "^")) {
      primary.argument();
    }
    while (tokens.peek().kind() == Kind.WORD || tokens.peek().is(Kind.OPERATOR, "/")) {
      tokens.take();
      if (tokens.peek().kind() == Kind.SYMBOL) {
        tokens.take();
      }
    }
  }

  private static boolean startsFactor(Token token) {
    return switch (token.kind()) {
      case SYMBOL, WORD, TEXT, FUNCTION, OPEN, BEGIN -> true;
      case COMMAND -> !token.text().equals("over");
      default -> false;
    };
  }

  private MathNode factor() throws UnreadableMath {
    tokens.descend();
    try {
      MathNode value = primary.read();
      while (true) {
        if (tokens.takes(Kind.OPERATOR, "^")) {
          if (tokens.takes(Kind.OPERATOR, "°")) {
            continue; // degrees
          }
          if (tokens.peek().is(Kind.OPEN, "{") && tokens.peek(1).is(Kind.OPERATOR, "°")) {
            primary.skipDegrees();
            continue;
          }
          value = new Power(value, primary.exponent());
        } else if (tokens.takes(Kind.OPERATOR, "!")) {
          value = new Call("!", List.of(value));
        } else if (tokens.takes(Kind.OPERATOR, "%")) {
          value = value instanceof Percent ? value : new Percent(value);
        } else if (!tokens.takes(Kind.OPERATOR, "°")) {
          return value;
        }
      }
    } finally {
      tokens.ascend();
    }
  }
}
