package io.souprl.chat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** The filters that apply another filter, a test or an attribute to every item. */
final class Selections {
  private Selections() {}

  static Object map(Object value, Arguments arguments) {
    if (arguments.positional().isEmpty()) {
      Object[] given = arguments.bind("the filter map", 1, "attribute", "default");
      Object fallback = given[1] == null ? Absent.NONE : given[1];
      return each(value, item -> attribute(item, given[0], fallback));
    }
    String filter = Values.string(arguments.positional().get(0), "the filter of map");
    return each(value, item -> Filters.apply(filter, item, arguments.from(1)));
  }

  static Object select(Object value, Arguments arguments, boolean wanted) {
    Predicate<Object> test = test(arguments);
    return filtered(value, item -> test.test(item) == wanted);
  }

  static Object selectByAttribute(Object value, Arguments arguments, boolean wanted) {
    if (arguments.positional().isEmpty()) {
      throw new TemplateFailure("a filter by attribute lacks the attribute");
    }
    Object attribute = arguments.positional().get(0);
    Predicate<Object> test = test(arguments.from(1));
    return filtered(value, item -> test.test(attribute(item, attribute)) == wanted);
  }

  private static Predicate<Object> test(Arguments arguments) {
    if (!arguments.named().isEmpty()) {
      throw new TemplateFailure("a test is given an argument by name");
    } else if (arguments.positional().isEmpty()) {
      return Values::isTrue;
    }
    String test = Values.string(arguments.positional().get(0), "the name of a test");
    return item -> Tests.holds(test, item, arguments.from(1).positional());
  }

  static Object attribute(Object item, Object path) {
    return attribute(item, path, Absent.NONE);
  }

  /** What lies at the end of a dotted path; None is no fallback. */
  private static Object attribute(Object item, Object path, Object fallback) {
    if (path instanceof Long index) {
      return Members.item(item, index);
    }
    Object found = item;
    for (Object part : Text.split(Values.string(path, "an attribute"), ".", -1)) {
      String name = (String) part;
      boolean isIndex = !name.isEmpty() && name.chars().allMatch(Character::isDigit);
      found = Members.item(found, isIndex ? (Object) Long.valueOf(name) : name);
      if (found == Absent.UNDEFINED && fallback != Absent.NONE) {
        found = fallback;
      }
    }
    return found;
  }

  private static Generator each(Object value, Function<Object, Object> mapping) {
    List<Object> items = new ArrayList<>();
    items(value).forEachRemaining(item -> items.add(mapping.apply(item)));
    return new Generator(items.iterator());
  }

  private static Generator filtered(Object value, Predicate<Object> wanted) {
    List<Object> items = new ArrayList<>();
    items(value)
        .forEachRemaining(
            item -> {
              if (wanted.test(item)) {
                items.add(item);
              }
            });
    return new Generator(items.iterator());
  }

  /** jinja2 takes what is false, as None, for an empty sequence here. */
  private static Iterator<Object> items(Object value) {
    return Values.isTrue(value) ? Values.iterate(value) : List.of().iterator();
  }
}
