package io.souprl.chat;

import java.util.List;

/** The words of a translated template: what jinjava reads. */
final class Emitted {
  /** Stands before the name of a function of {@link TemplateFunctions}. */
  static final String FUNCTION_PREFIX = "py_";

  /** The variable of the {@link RenderState}. */
  static final String STATE = "state";

  private Emitted() {}

  static String call(String function, String... arguments) {
    return FUNCTION_PREFIX + function + "(" + String.join(", ", arguments) + ")";
  }

  static String array(List<String> items) {
    return "[" + String.join(", ", items) + "]";
  }

  /** The second or the third; jinjava evaluates only that one. */
  static String choice(String condition, String then, String otherwise) {
    return "(%s ? (%s) : (%s))".formatted(condition, then, otherwise);
  }

  static String output(String expression) {
    return "{{ " + expression + " }}";
  }

  static String set(String variable, String expression) {
    return "{% set " + variable + " = " + expression + " %}";
  }

  static String when(String condition, String body) {
    return "{% if " + condition + " %}" + body + "{% endif %}";
  }
}
