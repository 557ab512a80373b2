package io.souprl.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Translates a for loop. */
final class LoopTranslator {
  private final TemplateTranslator template;
  private final Tokens tokens;
  private final Constants constants;
  private final List<String> targets = new ArrayList<>();

  LoopTranslator(TemplateTranslator template, Tokens tokens) {
    this.template = template;
    this.tokens = tokens;
    this.constants = template.constants();
  }

  String translate() {
    readTargets();
    tokens.expectName("in");
    String items = template.expressions(tokens).plainTuple();
    String loop = constants.fresh("loop");
    StringBuilder translated = new StringBuilder(Emitted.set(loop, Emitted.call("loop", items)));
    if (tokens.skipName("if")) {
      String chosen = constants.fresh("loop");
      translated.append(choice(loop)).append(Emitted.set(chosen, Emitted.call("kept", loop)));
      loop = chosen;
    }
    tokens.expectEnd();
    template.enterScope();
    template.scope().declare("loop", loop);
    String item = declareTargets(loop);
    template.enterLoop(loop);
    String body = template.body(Set.of("else", "endfor"));
    template.leaveLoop();
    String end = Emitted.output(Emitted.call("complete", loop));
    translated.append(passes(loop, item + template.scope().start() + body + end));
    template.leaveScope();
    if (template.ending().name().equals("else")) {
      template.ending().expectEnd();
      translated.append(Emitted.when(Emitted.call("isIncomplete", loop), otherwise()));
    }
    template.ending().expectEnd();
    return translated.toString();
  }

  private void readTargets() {
    boolean enclosed = tokens.skipOperator("(");
    do {
      String name = tokens.name();
      StatementTranslator.requireFree(name);
      targets.add(name);
    } while (tokens.skipOperator(","));
    if (enclosed) {
      tokens.expectOperator(")");
    }
  }

  private String declareTargets(String loop) {
    if (targets.size() == 1) {
      return Emitted.set(template.scope().declare(targets.get(0)), Emitted.call("current", loop));
    }
    StringBuilder parts = new StringBuilder();
    for (int i = 0; i < targets.size(); i++) {
      String part =
          Emitted.call(
              "part", loop, constants.name((long) i), constants.name((long) targets.size()));
      parts.append(Emitted.set(template.scope().declare(targets.get(i)), part));
    }
    return parts.toString();
  }

  /** Goes over all items and keeps those for which the condition of the loop holds. */
  private String choice(String loop) {
    if (template.assignsAttributes()) {
      throw new TemplateFailure("a loop with a condition beside a namespace is not known");
    }
    template.enterScope();
    String item = declareTargets(loop);
    String condition = template.expressions(tokens).expressionCondition();
    template.leaveScope();
    return passes(loop, item + Emitted.when(condition, Emitted.output(Emitted.call("keep", loop))));
  }

  private String passes(String loop, String body) {
    return "{% for " + constants.fresh("pass") + " in " + loop + " %}" + body + "{% endfor %}";
  }

  private String otherwise() {
    template.enterScope();
    String body = template.body(Set.of("endfor"));
    template.ending().name();
    String start = template.scope().start();
    template.leaveScope();
    return start + body;
  }
}
