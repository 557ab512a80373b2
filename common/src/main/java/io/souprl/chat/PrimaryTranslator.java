package io.souprl.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads names, literals and calls, and what follows them: attributes, items, filters, tests. */
final class PrimaryTranslator {
  /** Names that jinja2 gives a meaning that is not known here. */
  private static final Set<String> UNKNOWN_NAMES =
      Set.of("self", "super", "caller", "varargs", "kwargs", "lipsum", "cycler", "joiner");

  private final ExpressionTranslator expressions;
  private final Tokens tokens;
  private final Constants constants;
  private final Scope scope;
  private final Map<String, Macro> macros;

  PrimaryTranslator(
      ExpressionTranslator expressions,
      Tokens tokens,
      Constants constants,
      Scope scope,
      Map<String, Macro> macros) {
    this.expressions = expressions;
    this.tokens = tokens;
    this.constants = constants;
    this.scope = scope;
    this.macros = macros;
  }

  String primary() {
    Token token = tokens.take();
    return switch (token.kind()) {
      case NAME -> named(token.text());
      case STRING -> string(token.text());
      case INTEGER -> integer(token.text());
      case FLOAT -> decimal(token.text());
      case OPERATOR -> enclosed(token.text());
      case END -> throw new TemplateFailure("an expression is missing");
    };
  }

  private String named(String name) {
    switch (name) {
      case "true", "True" -> {
        return constants.name(true);
      }
      case "false", "False" -> {
        return constants.name(false);
      }
      case "none", "None" -> {
        return constants.name(Absent.NONE);
      }
      default -> {
        return tokens.isOperator("(") ? call(name) : variable(name);
      }
    }
  }

  private String variable(String name) {
    if (Functions.names().contains(name) && testsWhetherDefined()) {
      return constants.name(true);
    } else if (Functions.names().contains(name)
        || UNKNOWN_NAMES.contains(name)
        || macros.containsKey(name)) {
      throw new TemplateFailure("the value of %s is not known".formatted(name));
    }
    return scope.read(name);
  }

  private boolean testsWhetherDefined() {
    int name = tokens.ahead(1).is(Token.Kind.NAME, "not") ? 2 : 1;
    return tokens.isName("is") && tokens.ahead(name).is(Token.Kind.NAME, "defined");
  }

  private String call(String name) {
    Macro macro = macros.get(name);
    if (macro == null && !Functions.names().contains(name)) {
      throw new TemplateFailure("the function %s is not known".formatted(name));
    }
    CallTranslator call = new CallTranslator(expressions, tokens, constants);
    call.read();
    return macro == null
        ? Emitted.call(
            "function", Emitted.STATE, constants.name(name), call.positional(), call.named())
        : call.of(name, macro);
  }

  private String string(String text) {
    StringBuilder whole = new StringBuilder(text);
    while (tokens.peek().kind() == Token.Kind.STRING) {
      whole.append(tokens.take().text());
    }
    return constants.name(whole.toString());
  }

  private String integer(String digits) {
    try {
      return constants.name(Long.valueOf(digits));
    } catch (NumberFormatException e) {
      throw new TemplateFailure("the number %s is too large".formatted(digits));
    }
  }

  private String decimal(String digits) {
    double number = Double.parseDouble(digits);
    if (!Double.isFinite(number)) {
      throw new TemplateFailure("the number %s is too large".formatted(digits));
    }
    return constants.name(number);
  }

  private String enclosed(String opening) {
    return switch (opening) {
      case "(" -> parenthesized();
      case "[" -> Emitted.call("list", Emitted.array(items("]")));
      case "{" -> dict();
      default ->
          throw new TemplateFailure("%s stands where a value is expected".formatted(opening));
    };
  }

  private String parenthesized() {
    if (tokens.skipOperator(")")) {
      return Emitted.call("tuple", Emitted.array(List.of()));
    }
    String first = expressions.expression();
    if (tokens.skipOperator(")")) {
      return first;
    }
    tokens.expectOperator(",");
    List<String> items = new ArrayList<>(List.of(first));
    items.addAll(items(")"));
    return Emitted.call("tuple", Emitted.array(items));
  }

  private List<String> items(String closing) {
    List<String> items = new ArrayList<>();
    while (!tokens.skipOperator(closing)) {
      items.add(expressions.expression());
      if (!tokens.isOperator(closing)) {
        tokens.expectOperator(",");
      }
    }
    return items;
  }

  private String dict() {
    List<String> keysAndValues = new ArrayList<>();
    while (!tokens.skipOperator("}")) {
      keysAndValues.add(expressions.expression());
      tokens.expectOperator(":");
      keysAndValues.add(expressions.expression());
      if (!tokens.isOperator("}")) {
        tokens.expectOperator(",");
      }
    }
    return Emitted.call("dict", Emitted.array(keysAndValues));
  }

  /** The value with the attributes, items and method calls that follow it. */
  String followed(String base) {
    String value = base;
    while (true) {
      if (tokens.skipOperator(".")) {
        value = attribute(value);
      } else if (tokens.skipOperator("[")) {
        value = item(value);
      } else if (tokens.isOperator("(")) {
        throw new TemplateFailure("a call of a value is not known");
      } else {
        return value;
      }
    }
  }

  private String attribute(String base) {
    if (tokens.peek().kind() == Token.Kind.INTEGER) {
      return Emitted.call("item", base, integer(tokens.take().text()));
    }
    String name = tokens.name();
    if (!tokens.isOperator("(")) {
      return Emitted.call("attribute", base, constants.name(name));
    } else if (!Methods.names().contains(name)) {
      throw new TemplateFailure("the method %s is not known".formatted(name));
    }
    CallTranslator call = new CallTranslator(expressions, tokens, constants);
    call.read();
    return Emitted.call("method", base, constants.name(name), call.positional(), call.named());
  }

  private String item(String base) {
    String none = constants.name(Absent.NONE);
    String start = tokens.isOperator(":") ? none : expressions.expression();
    if (tokens.skipOperator("]")) {
      return Emitted.call("item", base, start);
    }
    tokens.expectOperator(":");
    String stop = none;
    String step = none;
    if (!tokens.isOperator(":") && !tokens.isOperator("]")) {
      stop = expressions.expression();
    }
    if (tokens.skipOperator(":") && !tokens.isOperator("]")) {
      step = expressions.expression();
    }
    tokens.expectOperator("]");
    return Emitted.call("slice", base, start, stop, step);
  }

  /** The value with the filters and tests that follow it. */
  String filtered(String base) {
    String value = base;
    while (true) {
      if (tokens.skipOperator("|")) {
        value = filter(value, tokens.name());
      } else if (tokens.skipName("is")) {
        value = test(value);
      } else if (tokens.isOperator("(")) {
        throw new TemplateFailure("a call of a value is not known");
      } else {
        return value;
      }
    }
  }

  /** A filter whose name has just been read. */
  String filter(String value, String name) {
    if (!Filters.names().contains(name)) {
      throw new TemplateFailure("the filter %s is not known".formatted(name));
    }
    CallTranslator call = new CallTranslator(expressions, tokens, constants);
    if (tokens.isOperator("(")) {
      call.read();
    }
    return Emitted.call("filter", value, constants.name(name), call.positional(), call.named());
  }

  private String test(String value) {
    boolean negated = tokens.skipName("not");
    String name = tokens.name();
    if (!Tests.isKnown(name)) {
      throw new TemplateFailure("the test %s is not known".formatted(name));
    }
    CallTranslator call = new CallTranslator(expressions, tokens, constants);
    if (tokens.isOperator("(")) {
      call.read();
    } else if (startsArgument()) {
      call.add(followed(primary()));
    }
    call.refuseNames();
    if (tokens.isName("is")) {
      throw new TemplateFailure("tests in a chain are not known");
    }
    String test = Emitted.call("test", value, constants.name(name), call.positional());
    return negated ? Emitted.call("isFalse", test) : test;
  }

  /** Whether an argument of a test follows without parentheses. */
  private boolean startsArgument() {
    Token token = tokens.peek();
    return switch (token.kind()) {
      case STRING, INTEGER, FLOAT -> true;
      case NAME -> !Set.of("else", "or", "and", "is").contains(token.text());
      case OPERATOR -> token.text().equals("[") || token.text().equals("{");
      case END -> false;
    };
  }
}
