package io.souprl.chat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The filters of jinja2 that a template may use, and tojson as transformers overrides it. */
final class Filters {
  private interface Filter {
    Object apply(Object value, Arguments arguments);
  }

  private static final Map<String, Filter> FILTERS =
      Map.ofEntries(
          Map.entry("trim", Filters::trim),
          Map.entry("upper", (value, given) -> str(value, given).toUpperCase(Locale.ROOT)),
          Map.entry("lower", (value, given) -> str(value, given).toLowerCase(Locale.ROOT)),
          Map.entry("capitalize", (value, given) -> Text.capitalize(str(value, given), false)),
          Map.entry("string", Filters::str),
          Map.entry("length", Filters::length),
          Map.entry("count", Filters::length),
          Map.entry("list", (value, given) -> Sequence.list(remaining(value, given))),
          Map.entry("default", Filters::orDefault),
          Map.entry("d", Filters::orDefault),
          Map.entry("first", Filters::first),
          Map.entry("last", Filters::last),
          Map.entry("reverse", Filters::reverse),
          Map.entry("items", Filters::items),
          Map.entry("join", Filters::join),
          Map.entry("replace", Filters::replace),
          Map.entry("tojson", Filters::toJson),
          Map.entry("abs", Filters::abs),
          Map.entry("safe", (value, given) -> new Markup(str(value, given))),
          Map.entry("int", Filters::toInt),
          Map.entry("map", Selections::map),
          Map.entry("select", (value, given) -> Selections.select(value, given, true)),
          Map.entry("reject", (value, given) -> Selections.select(value, given, false)),
          Map.entry(
              "selectattr", (value, given) -> Selections.selectByAttribute(value, given, true)),
          Map.entry(
              "rejectattr", (value, given) -> Selections.selectByAttribute(value, given, false)));

  private Filters() {}

  static Set<String> names() {
    return FILTERS.keySet();
  }

  static Object apply(String name, Object value, Arguments arguments) {
    Filter filter = FILTERS.get(name);
    if (filter == null) {
      throw new TemplateFailure("the filter " + name + " is not known");
    }
    if (value instanceof Markup) {
      throw new TemplateFailure("the filter %s is given what safe gives".formatted(name));
    }
    return filter.apply(value, arguments);
  }

  private static String str(Object value, Arguments arguments) {
    arguments.bind("the filter");
    return Written.str(value);
  }

  private static Object trim(Object value, Arguments arguments) {
    Object characters = arguments.bind("the filter trim", "chars")[0];
    IntPredicate unwanted = Text::isSpace;
    if (characters != null && characters != Absent.NONE) {
      unwanted =
          Values.string(characters, "an argument of trim")
                  .codePoints()
                  .boxed()
                  .collect(Collectors.toUnmodifiableSet())
              ::contains;
    }
    return Text.strip(Written.str(value), unwanted);
  }

  private static Object length(Object value, Arguments arguments) {
    arguments.bind("the filter length");
    return Values.length(value);
  }

  private static List<Object> remaining(Object value, Arguments arguments) {
    arguments.bind("the filter");
    List<Object> items = new ArrayList<>();
    Values.iterate(value).forEachRemaining(items::add);
    return items;
  }

  private static Object orDefault(Object value, Arguments arguments) {
    Object[] given = arguments.bind("the filter default", "default_value", "boolean");
    boolean takesFalse = given[1] != null && Values.isTrue(given[1]);
    if (value == Absent.UNDEFINED || (takesFalse && !Values.isTrue(value))) {
      return given[0] == null ? "" : given[0];
    }
    return value;
  }

  private static Object first(Object value, Arguments arguments) {
    arguments.bind("the filter first");
    Iterator<Object> items = Values.iterate(value);
    return items.hasNext() ? items.next() : Absent.UNDEFINED;
  }

  private static Object last(Object value, Arguments arguments) {
    if (value instanceof Generator) {
      throw new TemplateFailure("the filter last is given what another filter generates");
    }
    List<Object> items = remaining(value, arguments);
    return items.isEmpty() ? Absent.UNDEFINED : items.get(items.size() - 1);
  }

  private static Object reverse(Object value, Arguments arguments) {
    if (value == Absent.UNDEFINED) {
      throw new TemplateFailure("the filter reverse is given an undefined value");
    }
    List<Object> items = remaining(value, arguments);
    Collections.reverse(items);
    if (value instanceof String) {
      return String.join("", items.stream().map(Object::toString).toList());
    }
    return value instanceof Generator ? Sequence.list(items) : new Generator(items.iterator());
  }

  private static Object items(Object value, Arguments arguments) {
    arguments.bind("the filter items");
    if (value == Absent.UNDEFINED) {
      return new Generator(Collections.emptyIterator());
    } else if (value instanceof Dict dict) {
      return new Generator(dict.items().iterator());
    }
    throw new TemplateFailure("the filter items is given a " + Values.typeName(value));
  }

  private static Object join(Object value, Arguments arguments) {
    Object[] given = arguments.bind("the filter join", "d", "attribute");
    StringJoiner joined = new StringJoiner(given[0] == null ? "" : Written.str(given[0]));
    Values.iterate(value)
        .forEachRemaining(
            item ->
                joined.add(
                    Written.str(
                        given[1] == null || given[1] == Absent.NONE
                            ? item
                            : Selections.attribute(item, given[1]))));
    return joined.toString();
  }

  private static Object replace(Object value, Arguments arguments) {
    Object[] given = arguments.bind("the filter replace", 2, "old", "new", "count");
    boolean all = given[2] == null || given[2] == Absent.NONE;
    return Text.replace(
        Written.str(value),
        Written.str(given[0]),
        Written.str(given[1]),
        all ? -1 : Values.integer(given[2], "count of replace"));
  }

  private static Object toJson(Object value, Arguments arguments) {
    Object[] given =
        arguments.bind("the filter tojson", "ensure_ascii", "indent", "separators", "sort_keys");
    String indent = null;
    if (given[1] instanceof String text) {
      indent = text;
    } else if (given[1] != null && given[1] != Absent.NONE) {
      indent = " ".repeat(Math.max(0, Values.integer(given[1], "indent of tojson")));
    }
    String betweenItems = indent == null ? ", " : ",";
    String afterKey = ": ";
    if (given[2] instanceof Sequence separators && separators.items().size() == 2) {
      betweenItems = Values.string(separators.items().get(0), "a separator of tojson");
      afterKey = Values.string(separators.items().get(1), "a separator of tojson");
    } else if (given[2] != null && given[2] != Absent.NONE) {
      throw new TemplateFailure("the separators of tojson are no pair");
    }
    return new Json(indent, betweenItems, afterKey, isGiven(given[3]), isGiven(given[0]))
        .write(value);
  }

  private static boolean isGiven(Object flag) {
    return flag != null && Values.isTrue(flag);
  }

  private static Object abs(Object value, Arguments arguments) {
    arguments.bind("the filter abs");
    return Operators.compare(value, 0L) < 0 ? Operators.negate(value) : Operators.plus(value);
  }

  private static Object toInt(Object value, Arguments arguments) {
    Object[] given = arguments.bind("the filter int", "default");
    Predicate<String> isInt = text -> text.matches("[+-]?[0-9]{1,18}");
    if (value instanceof Long || value instanceof Boolean) {
      return Values.number(value);
    } else if (value instanceof Double number && Math.abs(number) < 1L << 53) {
      return number.longValue();
    } else if (value instanceof String text && isInt.test(Text.strip(text, Text::isSpace))) {
      return Long.valueOf(Text.strip(text, Text::isSpace));
    } else if ((value instanceof String text && text.chars().allMatch(Filters::isInNoNumber))
        || value == Absent.NONE) {
      return given[0] == null ? (Object) 0L : given[0];
    }
    throw new TemplateFailure("the filter int is given " + Written.repr(value));
  }

  /** ASCII that is neither in a number nor in nan, inf or infinity. */
  private static boolean isInNoNumber(int c) {
    return c < 0x80 && !Character.isDigit(c) && "nif".indexOf(Character.toLowerCase(c)) < 0;
  }
}
