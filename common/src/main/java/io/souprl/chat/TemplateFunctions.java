package io.souprl.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The functions that a translated template calls, by their names here; jinjava finds them by
 * reflection. None gives null: that is a variable that nothing has set, and is taken as undefined.
 */
final class TemplateFunctions {
  private TemplateFunctions() {}

  static Object value(Object value) {
    RenderBudget.spendCall();
    return Values.orUndefined(value);
  }

  static Object write(Object value) {
    return RenderBudget.paid(Written.str(value(value)));
  }

  static Object isTrue(Object value) {
    return Values.isTrue(value(value));
  }

  static Object isFalse(Object value) {
    return !Values.isTrue(value(value));
  }

  /** The truth of a value, which {@link #held} then gives. */
  static Object hold(Object state, Object value) {
    ((RenderState) state).hold(value(value));
    return Values.isTrue(value(value));
  }

  static Object held(Object state) {
    return ((RenderState) state).held();
  }

  static Object operate(Object operator, Object left, Object right) {
    return RenderBudget.paid(Operator.valueOf((String) operator).apply(value(left), value(right)));
  }

  static Object negate(Object value) {
    return Operators.negate(value(value));
  }

  static Object plus(Object value) {
    return Operators.plus(value(value));
  }

  static Object list(Object items) {
    return Sequence.list(values(items));
  }

  static Object tuple(Object items) {
    return Sequence.tuple(values(items));
  }

  /** A dict of keys and values in turn. */
  static Object dict(Object keysAndValues) {
    return new Dict(entries(keysAndValues));
  }

  static Object attribute(Object base, Object name) {
    return Members.attribute(value(base), (String) name);
  }

  static Object item(Object base, Object key) {
    return Members.item(value(base), value(key));
  }

  static Object slice(Object base, Object start, Object stop, Object step) {
    return Members.slice(value(base), value(start), value(stop), value(step));
  }

  static Object method(Object base, Object name, Object positional, Object named) {
    return RenderBudget.paid(
        Methods.call(value(base), (String) name, arguments(positional, named)));
  }

  static Object filter(Object value, Object name, Object positional, Object named) {
    return RenderBudget.paid(
        Filters.apply((String) name, value(value), arguments(positional, named)));
  }

  static Object test(Object value, Object name, Object arguments) {
    return Tests.holds((String) name, value(value), values(arguments));
  }

  static Object function(Object state, Object name, Object positional, Object named) {
    return Functions.call(
        (String) name, ((RenderState) state).clock(), arguments(positional, named));
  }

  static Object assign(Object namespace, Object name, Object value) {
    if (!(namespace instanceof Namespace attributes)) {
      throw new TemplateFailure(
          "it assigns an attribute of a value of type " + Values.typeName(value(namespace)));
    }
    attributes.set((String) name, value(value));
    return "";
  }

  /** Whether a macro may still be gone through. */
  static Object isAffordable() {
    RenderBudget.spendMacro();
    return !RenderBudget.isExhausted();
  }

  static Object isGiven(Object argument) {
    return argument != Absent.NOT_GIVEN;
  }

  static Object loop(Object items) {
    return new LoopState(Values.iterate(value(items)));
  }

  static Object current(Object loop) {
    return ((LoopState) loop).current();
  }

  /** One of the items that the current one is to be taken apart into. */
  static Object part(Object loop, Object index, Object count) {
    List<Object> parts = new ArrayList<>();
    Values.iterate(((LoopState) loop).current()).forEachRemaining(parts::add);
    if (parts.size() != ((Long) count).intValue()) {
      throw new TemplateFailure(
          "it takes an item of %d parts for one of %s".formatted(parts.size(), count));
    }
    return parts.get(((Long) index).intValue());
  }

  static Object keep(Object loop) {
    ((LoopState) loop).keepCurrent();
    return "";
  }

  static Object kept(Object loop) {
    return ((LoopState) loop).overKept();
  }

  static Object complete(Object loop) {
    ((LoopState) loop).complete();
    return "";
  }

  static Object isIncomplete(Object loop) {
    return !((LoopState) loop).isCompleted();
  }

  static Object isRunning(Object loop) {
    return ((LoopState) loop).isRunning();
  }

  static Object goOn(Object loop) {
    ((LoopState) loop).goOnWithNextPass();
    return "";
  }

  static Object end(Object loop) {
    ((LoopState) loop).end();
    return "";
  }

  private static Arguments arguments(Object positional, Object named) {
    return new Arguments(values(positional), entries(named));
  }

  private static List<Object> values(Object items) {
    List<Object> values = new ArrayList<>();
    for (Object item : (List<?>) items) {
      values.add(value(item));
    }
    return values;
  }

  private static Map<String, Object> entries(Object keysAndValues) {
    List<Object> parts = values(keysAndValues);
    Map<String, Object> entries = new LinkedHashMap<>();
    for (int i = 0; i < parts.size(); i += 2) {
      entries.put(Values.string(parts.get(i), "a key"), parts.get(i + 1));
    }
    return entries;
  }
}
