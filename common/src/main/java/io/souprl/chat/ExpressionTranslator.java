package io.souprl.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Reads an expression by jinja2's grammar, and writes it as calls of {@link TemplateFunctions}. */
final class ExpressionTranslator {
  private static final Map<String, Operator> COMPARISONS =
      Map.of(
          "==", Operator.EQUAL,
          "!=", Operator.NOT_EQUAL,
          "<", Operator.LESS,
          "<=", Operator.LESS_OR_EQUAL,
          ">", Operator.GREATER,
          ">=", Operator.GREATER_OR_EQUAL);
  private static final Map<String, Operator> SUMS =
      Map.of("+", Operator.ADD, "-", Operator.SUBTRACT);
  private static final Map<String, Operator> CONCATENATIONS = Map.of("~", Operator.CONCATENATE);
  private static final Map<String, Operator> PRODUCTS =
      Map.of(
          "*", Operator.MULTIPLY,
          "/", Operator.DIVIDE,
          "//", Operator.FLOOR_DIVIDE,
          "%", Operator.MODULO);

  private final Tokens tokens;
  private final Constants constants;
  private final PrimaryTranslator primaries;

  ExpressionTranslator(Tokens tokens, Constants constants, Scope scope, Map<String, Macro> macros) {
    this.tokens = tokens;
    this.constants = constants;
    this.primaries = new PrimaryTranslator(this, tokens, constants, scope, macros);
  }

  /** An expression that may be a tuple without parentheses. */
  String tuple() {
    return tuple(this::expression);
  }

  /** The same without {@code x if y else z} at its outside: what a statement starts with. */
  String plainTuple() {
    return tuple(this::or);
  }

  private String tuple(Supplier<String> item) {
    String first = item.get();
    if (!tokens.isOperator(",")) {
      return first;
    }
    List<String> items = new ArrayList<>(List.of(first));
    while (tokens.skipOperator(",") && tokens.peek().kind() != Token.Kind.END) {
      items.add(item.get());
    }
    return Emitted.call("tuple", Emitted.array(items));
  }

  /** The truth of the expression of a statement. */
  String condition() {
    return Emitted.call("isTrue", plainTuple());
  }

  /** The truth of the condition of a loop, which has none of its own in jinja2's grammar. */
  String expressionCondition() {
    return Emitted.call("isTrue", expression());
  }

  /** A filter whose name has just been read. */
  String filter(String value, String name) {
    return primaries.filter(value, name);
  }

  String expression() {
    String value = or();
    while (tokens.skipName("if")) {
      String condition = Emitted.call("isTrue", or());
      String otherwise = tokens.skipName("else") ? expression() : constants.name(Absent.UNDEFINED);
      value = Emitted.choice(condition, value, otherwise);
    }
    return value;
  }

  private String or() {
    String left = and();
    while (tokens.skipName("or")) {
      String held = Emitted.call("held", Emitted.STATE);
      left = Emitted.choice(Emitted.call("hold", Emitted.STATE, left), held, and());
    }
    return left;
  }

  private String and() {
    String left = not();
    while (tokens.skipName("and")) {
      String held = Emitted.call("held", Emitted.STATE);
      left = Emitted.choice(Emitted.call("hold", Emitted.STATE, left), not(), held);
    }
    return left;
  }

  private String not() {
    return tokens.skipName("not") ? Emitted.call("isFalse", not()) : comparison();
  }

  private String comparison() {
    String left = sum();
    Operator operator = comparisonOperator();
    if (operator == null) {
      return left;
    }
    String compared = operate(operator, left, sum());
    if (comparisonOperator() != null) {
      throw new TemplateFailure("comparisons in a chain are not known");
    }
    return compared;
  }

  private Operator comparisonOperator() {
    if (tokens.peek().kind() == Token.Kind.OPERATOR
        && COMPARISONS.containsKey(tokens.peek().text())) {
      return COMPARISONS.get(tokens.take().text());
    } else if (tokens.skipName("in")) {
      return Operator.IN;
    } else if (tokens.isName("not") && tokens.ahead(1).is(Token.Kind.NAME, "in")) {
      tokens.take();
      tokens.take();
      return Operator.NOT_IN;
    }
    return null;
  }

  private String sum() {
    return chain(SUMS, () -> chain(CONCATENATIONS, () -> chain(PRODUCTS, this::unary)));
  }

  private String chain(Map<String, Operator> operators, Supplier<String> operand) {
    String left = operand.get();
    while (tokens.peek().kind() == Token.Kind.OPERATOR
        && operators.containsKey(tokens.peek().text())) {
      Operator operator = operators.get(tokens.take().text());
      left = operate(operator, left, operand.get());
    }
    if (tokens.isOperator("**")) {
      throw new TemplateFailure("the operator ** is not known");
    }
    return left;
  }

  private String operate(Operator operator, String left, String right) {
    return Emitted.call("operate", constants.name(operator.name()), left, right);
  }

  private String unary() {
    return primaries.filtered(signed());
  }

  private String signed() {
    if (tokens.skipOperator("-")) {
      return primaries.followed(Emitted.call("negate", signed()));
    } else if (tokens.skipOperator("+")) {
      return primaries.followed(Emitted.call("plus", signed()));
    }
    return primaries.followed(primaries.primary());
  }
}
