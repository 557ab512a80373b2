package io.souprl.chat;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The names of a block. jinja2 settles at compile time which block a name belongs to: what a loop's
 * body or a macro sets is its own, starts every time as what it is outside, and is gone after it.
 * jinjava looks names up where the call stands, so every block's names get variables of their own.
 */
final class Scope {
  private static final String PREFIX = "v_";

  private final Scope outer;
  private final Constants constants;
  private final Set<String> given;
  private final Map<String, String> variables = new LinkedHashMap<>();
  private final Map<String, String> outside = new LinkedHashMap<>();
  private final Set<String> read = new HashSet<>();
  private final Set<String> readWithin = new HashSet<>();

  private Scope(Scope outer, Constants constants, Set<String> given) {
    this.outer = outer;
    this.constants = constants;
    this.given = given;
  }

  /**
   * The template's own block.
   *
   * @param given names that have a value before it starts
   */
  static Scope ofTemplate(Constants constants, Set<String> given) {
    return new Scope(null, constants, given);
  }

  /** The variable that holds a value which every rendering is given. */
  static String variable(String name) {
    return PREFIX + name;
  }

  Scope inner() {
    return new Scope(this, constants, given);
  }

  Scope outer() {
    return outer;
  }

  boolean isTemplate() {
    return outer == null;
  }

  /** The variable that a name stands for here. */
  String read(String name) {
    read.add(name);
    Scope scope = this;
    while (!scope.isTemplate() && !scope.variables.containsKey(name)) {
      scope = scope.outer;
      scope.readWithin.add(name);
    }
    return scope.isTemplate() ? variable(name) : scope.variables.get(name);
  }

  /** A name that starts here with a value of its own: a parameter, or the item of a loop. */
  String declare(String name) {
    return declare(name, constants.fresh(name));
  }

  /** The same for a variable that is there already. */
  String declare(String name, String variable) {
    variables.put(name, variable);
    return variable;
  }

  /** The variable that {@code set} assigns. */
  String assign(String name) {
    if (given.contains(name) && readWithin.contains(name) && !read.contains(name)) {
      throw new TemplateFailure(
          "%s is read in an inner block before this one sets it".formatted(name));
    }
    if (isTemplate()) {
      return variable(name);
    }
    String own = variables.get(name);
    if (own == null) {
      outside.put(name, outer.read(name));
      own = declare(name);
    }
    return own;
  }

  /** Statements that let what the block sets start as what it is outside. */
  String start() {
    StringBuilder start = new StringBuilder();
    outside.forEach(
        (name, from) ->
            start.append(Emitted.set(variables.get(name), Emitted.call("value", from))));
    return start.toString();
  }
}
