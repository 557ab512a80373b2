package io.souprl.chat;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A translated template that jinjava renders. Threads may render at the same time. */
final class TemplateRenderer {
  private static final int DEEPEST_RECURSION = 50;
  private static final Jinjava JINJAVA = jinjava();

  private final Translation translation;
  private final Clock clock;

  private TemplateRenderer(Translation translation, Clock clock) {
    this.translation = translation;
    this.clock = clock;
  }

  /**
   * Translates a template.
   *
   * @param given names of the variables that every rendering has
   * @throws TemplateFailure when something in it is not known
   */
  static TemplateRenderer of(String template, Set<String> given, Clock clock) {
    return new TemplateRenderer(TemplateTranslator.translate(template, given), clock);
  }

  private static Jinjava jinjava() {
    Jinjava jinjava =
        new Jinjava(
            JinjavaConfig.newBuilder()
                .withNestedInterpretationEnabled(false)
                .withKeepTrailingNewline(true)
                .withEnableRecursiveMacroCalls(true)
                .withMaxMacroRecursionDepth(DEEPEST_RECURSION)
                .build());
    for (Method method : TemplateFunctions.class.getDeclaredMethods()) {
      if (!Modifier.isPrivate(method.getModifiers()) && !method.isSynthetic()) {
        method.setAccessible(true);
        jinjava.registerFunction(
            new ELFunctionDefinition("", Emitted.FUNCTION_PREFIX + method.getName(), method));
      }
    }
    return jinjava;
  }

  /**
   * Renders the template.
   *
   * @param variables values by name, as {@link Values} tells
   * @throws TemplateFailure when that fails; jinjava itself goes on after an error
   */
  String render(Map<String, Object> variables) {
    Map<String, Object> bindings = new HashMap<>(translation.constants());
    bindings.put(Emitted.STATE, new RenderState(clock));
    variables.forEach((name, value) -> bindings.put(Scope.variable(name), value));
    RenderBudget.begin();
    RenderResult result = JINJAVA.renderForResult(translation.template(), bindings);
    if (RenderBudget.isExhausted()) {
      throw RenderBudget.failure();
    }
    if (!result.getErrors().isEmpty()) {
      throw failure(result.getErrors());
    }
    return result.getOutput();
  }

  private static TemplateFailure failure(List<TemplateError> errors) {
    for (TemplateError error : errors) {
      for (Throwable cause = error.getException(); cause != null; cause = cause.getCause()) {
        if (cause instanceof TemplateFailure failure) {
          return failure;
        }
      }
    }
    return new TemplateFailure("jinjava says: " + errors.get(0).getMessage());
  }
}
