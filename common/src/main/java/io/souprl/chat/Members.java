package io.souprl.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What stands behind a dot or in brackets. jinja2 looks for an attribute of the Python object
 * first, so that {@code x.items} of a dict is its method whatever keys it has: such names are
 * refused unless they are called.
 */
final class Members {
  private static final Set<String> OF_DICTS =
      Set.of(
          "clear",
          "copy",
          "fromkeys",
          "get",
          "items",
          "keys",
          "pop",
          "popitem",
          "setdefault",
          "update",
          "values");
  private static final Set<String> OF_SEQUENCES =
      Set.of(
          "append",
          "clear",
          "copy",
          "count",
          "extend",
          "index",
          "insert",
          "pop",
          "remove",
          "reverse",
          "sort",
          "isdisjoint",
          "mapping",
          "start",
          "step",
          "stop");
  private static final Set<String> OF_STRINGS =
      Set.of(
          "capitalize",
          "casefold",
          "center",
          "count",
          "encode",
          "endswith",
          "expandtabs",
          "find",
          "format",
          "format_map",
          "index",
          "isalnum",
          "isalpha",
          "isascii",
          "isdecimal",
          "isdigit",
          "isidentifier",
          "islower",
          "isnumeric",
          "isprintable",
          "isspace",
          "istitle",
          "isupper",
          "join",
          "ljust",
          "lower",
          "lstrip",
          "maketrans",
          "partition",
          "removeprefix",
          "removesuffix",
          "replace",
          "rfind",
          "rindex",
          "rjust",
          "rpartition",
          "rsplit",
          "rstrip",
          "split",
          "splitlines",
          "startswith",
          "strip",
          "swapcase",
          "title",
          "translate",
          "upper",
          "zfill");

  private Members() {}

  /** {@code base.name}. */
  static Object attribute(Object base, String name) {
    if (base instanceof LoopState loop) {
      return loop.attribute(name);
    }
    refuseOwn(base, name);
    if (base instanceof Dict dict) {
      return dict.get(name);
    }
    return base instanceof Namespace namespace ? namespace.get(name) : Absent.UNDEFINED;
  }

  /** {@code base[key]}. */
  static Object item(Object base, Object key) {
    if (base instanceof Dict dict && key instanceof String name) {
      return dict.entries().containsKey(name) ? dict.get(name) : attribute(base, name);
    } else if (key instanceof String name) {
      return attribute(base, name);
    } else if (key instanceof Long || key instanceof Boolean) {
      return indexed(base, Values.number(key).longValue());
    }
    refuseOwn(base, "");
    return Absent.UNDEFINED;
  }

  private static Object indexed(Object base, long index) {
    List<Object> items = numbered(base);
    if (items == null) {
      refuseOwn(base, "");
      return Absent.UNDEFINED;
    }
    long position = index < 0 ? index + items.size() : index;
    return position < 0 || position >= items.size() ? Absent.UNDEFINED : items.get((int) position);
  }

  /** What a number picks from: the items of a sequence, the characters of a text, else null. */
  private static List<Object> numbered(Object base) {
    if (base instanceof Sequence sequence && sequence.kind() != Sequence.Kind.VIEW) {
      return sequence.items();
    }
    return base instanceof String text ? Text.characters(text) : null;
  }

  /** Refuses what may have attributes that are not known here. */
  private static void refuseOwn(Object base, String name) {
    if (base == Absent.UNDEFINED) {
      throw new TemplateFailure("it reads %s of an undefined value".formatted(shown(name)));
    }
    boolean known =
        (base instanceof Dict && !OF_DICTS.contains(name))
            || (base instanceof Sequence sequence
                && sequence.kind() != Sequence.Kind.VIEW
                && !OF_SEQUENCES.contains(name))
            || (base instanceof String && !OF_STRINGS.contains(name))
            || base instanceof Namespace
            || base == Absent.NONE;
    if (!known || name.startsWith("__")) {
      throw new TemplateFailure(
          "it reads %s of a value of type %s".formatted(shown(name), Values.typeName(base)));
    }
  }

  private static String shown(String name) {
    return name.isEmpty() ? "an item" : name;
  }

  /** {@code base[start:stop:step]}, with None where there is no bound. */
  static Object slice(Object base, Object start, Object stop, Object step) {
    List<Object> items = numbered(base);
    if (items == null) {
      throw new TemplateFailure("it takes a slice of a value of type " + Values.typeName(base));
    }
    List<Object> chosen = slice(items, start, stop, step);
    return base instanceof Sequence sequence
        ? new Sequence(sequence.kind(), chosen)
        : String.join("", chosen.stream().map(Object::toString).toList());
  }

  private static List<Object> slice(List<Object> items, Object start, Object stop, Object step) {
    int by = step == Absent.NONE ? 1 : Values.integer(step, "the step of a slice");
    if (by == 0) {
      throw new TemplateFailure("the step of a slice is 0");
    }
    int size = items.size();
    int lowest = by > 0 ? 0 : -1;
    int highest = by > 0 ? size : size - 1;
    int from =
        start == Absent.NONE ? (by > 0 ? lowest : highest) : bound(start, size, lowest, highest);
    int to = stop == Absent.NONE ? (by > 0 ? highest : lowest) : bound(stop, size, lowest, highest);
    List<Object> chosen = new ArrayList<>();
    for (long at = from; by > 0 ? at < to : at > to; at += by) {
      chosen.add(items.get((int) at));
    }
    return chosen;
  }

  private static int bound(Object given, int size, int lowest, int highest) {
    int bound = Values.integer(given, "a bound of a slice");
    return Math.min(highest, Math.max(lowest, bound < 0 ? bound + size : bound));
  }
}
