package io.souprl.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the arguments of a call. */
final class CallTranslator {
  private final ExpressionTranslator expressions;
  private final Tokens tokens;
  private final Constants constants;
  private final List<String> positional = new ArrayList<>();
  private final Map<String, String> named = new LinkedHashMap<>();

  CallTranslator(ExpressionTranslator expressions, Tokens tokens, Constants constants) {
    this.expressions = expressions;
    this.tokens = tokens;
    this.constants = constants;
  }

  /** Reads them from the opening to the closing parenthesis. */
  void read() {
    tokens.expectOperator("(");
    while (!tokens.skipOperator(")")) {
      argument();
      if (!tokens.isOperator(")")) {
        tokens.expectOperator(",");
      }
    }
  }

  private void argument() {
    if (tokens.isOperator("*") || tokens.isOperator("**")) {
      throw new TemplateFailure("an argument with %s is not known".formatted(tokens.peek().text()));
    } else if (tokens.peek().kind() == Token.Kind.NAME
        && tokens.ahead(1).is(Token.Kind.OPERATOR, "=")) {
      String name = tokens.name();
      tokens.take();
      if (named.put(name, expressions.expression()) != null) {
        throw new TemplateFailure("the argument %s is given twice".formatted(name));
      }
    } else if (named.isEmpty()) {
      positional.add(expressions.expression());
    } else {
      throw new TemplateFailure("an argument without a name follows one with a name");
    }
  }

  void add(String argument) {
    positional.add(argument);
  }

  void refuseNames() {
    if (!named.isEmpty()) {
      throw new TemplateFailure("a test is given an argument by name");
    }
  }

  String positional() {
    return Emitted.array(positional);
  }

  /** The named ones, names and values in turn. */
  String named() {
    List<String> namesAndValues = new ArrayList<>();
    named.forEach(
        (name, value) -> {
          namesAndValues.add(constants.name(name));
          namesAndValues.add(value);
        });
    return Emitted.array(namesAndValues);
  }

  /** The call of a macro, with one argument for every parameter. */
  String of(String name, Macro macro) {
    int count = macro.parameters().size();
    if (positional.size() > count) {
      throw new TemplateFailure(
          "%s has %d arguments and takes %d".formatted(name, positional.size(), count));
    }
    List<String> arguments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String given = named.remove(macro.parameters().get(i));
      if (given != null && i < positional.size()) {
        throw new TemplateFailure(
            "the argument %s is given twice".formatted(macro.parameters().get(i)));
      } else if (i < positional.size()) {
        given = positional.get(i);
      }
      arguments.add(
          given == null ? constants.name(Absent.NOT_GIVEN) : Emitted.call("value", given));
    }
    if (!named.isEmpty()) {
      throw new TemplateFailure("%s takes no argument %s".formatted(name, named.keySet()));
    }
    return macro.variable() + "(" + String.join(", ", arguments) + ")";
  }
}
