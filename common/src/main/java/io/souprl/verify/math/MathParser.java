package io.souprl.verify.math;

import io.souprl.verify.math.MathNode.Bracketed;
import io.souprl.verify.math.MathNode.Ratio;
import io.souprl.verify.math.MathNode.Relation;
import io.souprl.verify.math.MathNode.Several;
import io.souprl.verify.math.MathNode.Symbol;
import io.souprl.verify.math.MathNode.Union;
import io.souprl.verify.math.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads an answer by recursive descent: several answers, of relations, of ratios and sets, of
 * terms. What is not understood in full is not understood at all.
 */
final class MathParser {
  /** Longer answers are text. */
  static final int MAX_LENGTH = 4000;

  private final TokenCursor tokens;
  private final TermParser terms;

  private MathParser(TokenCursor tokens) {
    this.tokens = tokens;
    this.terms = new TermParser(tokens, this::items, this::relation);
  }

  /** The meaning of an answer, or empty when some part of it is not understood. */
  static Optional<MathNode> parse(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      TokenCursor tokens = new TokenCursor(MathLexer.tokens(text));
      MathParser parser = new MathParser(tokens);
      List<MathNode> items = parser.items();
      while (tokens.takes(Kind.SEPARATOR, "row")) {
        items.addAll(parser.items()); // a line break between answers
      }
      tokens.require(Kind.DONE, "");
      return Optional.of(items.size() == 1 ? items.get(0) : new Several(List.copyOf(items)));
    } catch (UnreadableMath | ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** Items between commas, semicolons and "and"; none of them empty but for a trailing one. */
  private List<MathNode> items() throws UnreadableMath {
    tokens.descend();
    List<MathNode> items = new ArrayList<>();
    items.add(relation());
    while (separator()) {
      if (tokens.peek().kind() == Kind.DONE || tokens.peek().kind() == Kind.CLOSE) {
        break;
      }
      items.add(relation());
    }
    tokens.ascend();
    return items;
  }

  private boolean separator() {
    boolean found = false;
    while (tokens.peek().kind() == Kind.SEPARATOR && !tokens.peek().text().equals("row")) {
      tokens.take();
      found = true;
    }
    return found;
  }

  private MathNode relation() throws UnreadableMath {
    List<MathNode> parts = new ArrayList<>();
    List<String> operators = new ArrayList<>();
    if (tokens.peek().kind() == Kind.RELATION && tokens.peek().text().equals("=")) {
      tokens.take(); // "= 5" is 5
    }
    parts.add(union());
    while (tokens.peek().kind() == Kind.RELATION) {
      operators.add(tokens.take().text());
      parts.add(union());
    }
    return parts.size() == 1
        ? parts.get(0)
        : new Relation(List.copyOf(parts), List.copyOf(operators));
  }

  private MathNode union() throws UnreadableMath {
    List<MathNode> sets = new ArrayList<>();
    sets.add(ratio());
    String operator = null;
    while (tokens.peek().kind() == Kind.OPERATOR && "∪∩∖".contains(tokens.peek().text())) {
      String next = tokens.take().text();
      if (operator != null && !operator.equals(next)) {
        throw new UnreadableMath("mixed set operators");
      }
      operator = next;
      sets.add(ratio());
    }
    if (operator == null) {
      return sets.get(0);
    }
    return operator.equals("∪")
        ? new Union(List.copyOf(sets))
        : new MathNode.Call(operator, List.copyOf(sets));
  }

  private MathNode ratio() throws UnreadableMath {
    List<MathNode> parts = new ArrayList<>();
    parts.add(terms.sum());
    while (tokens.takes(Kind.OPERATOR, ":")) {
      parts.add(terms.sum());
    }
    return parts.size() == 1 ? parts.get(0) : new Ratio(List.copyOf(parts));
  }

  /** An interval, a point or what stands in parentheses. */
  static MathNode bracketed(char open, List<MathNode> items, char close) {
    if (items.size() == 1) {
      return items.get(0);
    }
    return new Bracketed(open, List.copyOf(items), close);
  }

  /** The empty set has a name. */
  static MathNode emptySet() {
    return new Symbol("emptyset");
  }
}
