package io.souprl.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Translates the definition of a macro. */
final class MacroTranslator {
  private final TemplateTranslator template;
  private final Tokens tokens;
  private final List<String> parameters = new ArrayList<>();
  private final List<String> variables = new ArrayList<>();
  private final StringBuilder start = new StringBuilder();

  MacroTranslator(TemplateTranslator template, Tokens tokens) {
    this.template = template;
    this.tokens = tokens;
  }

  String translate() {
    String name = tokens.name();
    StatementTranslator.requireFree(name);
    if (!template.scope().isTemplate()) {
      throw new TemplateFailure("the macro %s inside another block is not known".formatted(name));
    } else if (template.macros().containsKey(name)) {
      throw new TemplateFailure("a second macro %s is not known".formatted(name));
    }
    template.enterScope();
    template.enterBlock();
    readParameters();
    tokens.expectEnd();
    Macro macro = new Macro("macro_" + name, List.copyOf(parameters));
    template.macros().put(name, macro);
    String body = template.body(Set.of("endmacro"));
    template.ending().name();
    String outside = template.scope().start();
    template.leaveLoop();
    template.leaveScope();
    return "{% macro "
        + macro.variable()
        + "("
        + String.join(", ", variables)
        + ") %}"
        + Emitted.when(Emitted.call("isAffordable"), start + outside + body)
        + "{% endmacro %}";
  }

  private void readParameters() {
    Constants constants = template.constants();
    tokens.expectOperator("(");
    while (!tokens.skipOperator(")")) {
      String parameter = tokens.name();
      StatementTranslator.requireFree(parameter);
      String fallback = constants.name(Absent.UNDEFINED);
      String variable = template.scope().declare(parameter);
      if (tokens.skipOperator("=")) {
        fallback = template.expressions(tokens).expression();
      }
      parameters.add(parameter);
      variables.add(variable);
      start.append(
          Emitted.set(
              variable,
              Emitted.call(
                  "value", Emitted.choice(Emitted.call("isGiven", variable), variable, fallback))));
      if (!tokens.isOperator(")")) {
        tokens.expectOperator(",");
      }
    }
  }
}
