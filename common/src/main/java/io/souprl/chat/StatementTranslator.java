package io.souprl.chat;

import java.util.Set;

/** Translates one statement with its body. */
final class StatementTranslator {
  private static final Set<String> FIXED_NAMES =
      Set.of("loop", "true", "false", "none", "True", "False", "None", "self", "caller");

  private final TemplateTranslator template;
  private final Tokens tokens;
  private final Constants constants;

  StatementTranslator(TemplateTranslator template, Tokens tokens) {
    this.template = template;
    this.tokens = tokens;
    this.constants = template.constants();
  }

  String translate() {
    String keyword = tokens.name();
    return switch (keyword) {
      case "if" -> condition();
      case "for" -> new LoopTranslator(template, tokens).translate();
      case "set" -> set();
      case "macro" -> new MacroTranslator(template, tokens).translate();
      case "generation" -> generation();
      case "break" -> exit(keyword, "end");
      case "continue" -> exit(keyword, "goOn");
      default -> throw new TemplateFailure("the statement %s is not known".formatted(keyword));
    };
  }

  private String condition() {
    StringBuilder translated = new StringBuilder();
    Tokens statement = tokens;
    String keyword = "if";
    while (!keyword.equals("endif")) {
      if (keyword.equals("else")) {
        translated.append("{% else %}");
      } else {
        String condition = template.expressions(statement).condition();
        translated.append("{% ").append(keyword).append(' ').append(condition).append(" %}");
      }
      statement.expectEnd();
      translated.append(
          template.body(
              keyword.equals("else") ? Set.of("endif") : Set.of("elif", "else", "endif")));
      statement = template.ending();
      keyword = statement.name();
    }
    statement.expectEnd();
    return translated.append("{% endif %}").toString();
  }

  private String set() {
    String name = tokens.name();
    if (tokens.skipOperator(".")) {
      return setAttribute(name);
    }
    requireFree(name);
    if (tokens.skipOperator("=")) {
      String value = template.expressions(tokens).tuple();
      tokens.expectEnd();
      return Emitted.set(template.scope().assign(name), Emitted.call("value", value));
    } else if (tokens.isOperator(",")) {
      throw new TemplateFailure("set of several names is not known");
    }
    return setBlock(name);
  }

  private String setAttribute(String namespace) {
    String attribute = tokens.name();
    tokens.expectOperator("=");
    String value = template.expressions(tokens).tuple();
    tokens.expectEnd();
    return Emitted.output(
        Emitted.call("assign", template.scope().read(namespace), constants.name(attribute), value));
  }

  private String setBlock(String name) {
    String whole = constants.fresh("block");
    String value = whole;
    while (tokens.skipOperator("|")) {
      value = template.expressions(tokens).filter(value, tokens.name());
    }
    tokens.expectEnd();
    String body = ownScope("endset");
    return "{% set "
        + whole
        + " %}"
        + body
        + "{% endset %}"
        + Emitted.set(template.scope().assign(name), Emitted.call("value", value));
  }

  private String generation() {
    tokens.expectEnd();
    return ownScope("endgeneration");
  }

  private String ownScope(String end) {
    template.enterScope();
    template.enterBlock();
    String body = template.body(Set.of(end));
    template.ending().name();
    template.ending().expectEnd();
    String start = template.scope().start();
    template.leaveLoop();
    template.leaveScope();
    return start + body;
  }

  private String exit(String keyword, String function) {
    tokens.expectEnd();
    return Emitted.output(Emitted.call(function, template.exitLoop(keyword)));
  }

  /** Refuses to give a name that jinja2 or transformers has given already. */
  static void requireFree(String name) {
    if (FIXED_NAMES.contains(name) || Functions.names().contains(name)) {
      throw new TemplateFailure("a new meaning of %s is not known".formatted(name));
    }
  }
}
