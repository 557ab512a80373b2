package io.souprl.chat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/** The methods of Python's str and dict that a template may call. */
final class Methods {
  private interface OfString {
    Object call(String text, Arguments arguments);
  }

  private interface OfDict {
    Object call(Dict dict, Arguments arguments);
  }

  private static final Map<String, OfString> OF_STRINGS =
      Map.ofEntries(
          Map.entry("startswith", (text, given) -> hasAffix("startswith", text, given)),
          Map.entry("endswith", (text, given) -> hasAffix("endswith", text, given)),
          Map.entry("strip", (text, given) -> Text.strip(text, unwanted("strip", given))),
          Map.entry("lstrip", (text, given) -> Text.stripStart(text, unwanted("lstrip", given))),
          Map.entry("rstrip", (text, given) -> Text.stripEnd(text, unwanted("rstrip", given))),
          Map.entry("split", Methods::split),
          Map.entry("replace", Methods::replace),
          Map.entry("upper", (text, given) -> none("upper", given, text.toUpperCase(Locale.ROOT))),
          Map.entry("lower", (text, given) -> none("lower", given, text.toLowerCase(Locale.ROOT))),
          Map.entry(
              "capitalize",
              (text, given) -> none("capitalize", given, Text.capitalize(text, false))),
          Map.entry("title", (text, given) -> none("title", given, Text.capitalize(text, true))),
          Map.entry("join", Methods::join),
          Map.entry("find", Methods::find),
          Map.entry("count", Methods::count),
          Map.entry("removeprefix", Methods::removePrefix),
          Map.entry("removesuffix", Methods::removeSuffix));
  private static final Map<String, OfDict> OF_DICTS =
      Map.of(
          "items", (dict, given) -> none("items", given, Sequence.view(dict.items())),
          "keys", (dict, given) -> none("keys", given, dict.keys()),
          "values", (dict, given) -> none("values", given, dict.values()),
          "get", Methods::get);

  private Methods() {}

  static Set<String> names() {
    Set<String> names = new TreeSet<>(OF_STRINGS.keySet());
    names.addAll(OF_DICTS.keySet());
    return names;
  }

  static Object call(Object base, String name, Arguments arguments) {
    if (base instanceof String text && OF_STRINGS.containsKey(name)) {
      return OF_STRINGS.get(name).call(text, arguments);
    } else if (base instanceof Dict dict && OF_DICTS.containsKey(name)) {
      return OF_DICTS.get(name).call(dict, arguments);
    }
    throw new TemplateFailure(
        "it calls the method %s of a value of type %s".formatted(name, Values.typeName(base)));
  }

  private static Object none(String method, Arguments arguments, Object result) {
    arguments.bind(method);
    return result;
  }

  private static Object hasAffix(String method, String text, Arguments arguments) {
    Object affix = arguments.bind(method, 1, "text")[0];
    List<Object> affixes =
        affix instanceof Sequence sequence && sequence.kind() == Sequence.Kind.TUPLE
            ? sequence.items()
            : List.of(affix);
    return affixes.stream()
        .map(one -> string(method, one))
        .anyMatch(one -> method.equals("startswith") ? text.startsWith(one) : text.endsWith(one));
  }

  private static IntPredicate unwanted(String method, Arguments arguments) {
    Object characters = arguments.bind(method, "chars")[0];
    if (characters == null || characters == Absent.NONE) {
      return Text::isSpace;
    }
    Set<Integer> set =
        string(method, characters).codePoints().boxed().collect(Collectors.toUnmodifiableSet());
    return set::contains;
  }

  private static Object split(String text, Arguments arguments) {
    Object[] given = arguments.bind("split", "sep", "maxsplit");
    long most = given[1] == null ? -1 : Values.integer(given[1], "maxsplit of split");
    return Sequence.list(
        given[0] == null || given[0] == Absent.NONE
            ? Text.splitAtSpace(text, most)
            : Text.split(text, string("split", given[0]), most));
  }

  private static Object replace(String text, Arguments arguments) {
    Object[] given = arguments.bind("replace", 2, "old", "new", "count");
    return Text.replace(
        text,
        string("replace", given[0]),
        string("replace", given[1]),
        given[2] == null ? -1 : Values.integer(given[2], "count of replace"));
  }

  private static Object join(String separator, Arguments arguments) {
    StringJoiner joined = new StringJoiner(separator);
    Values.iterate(arguments.bind("join", 1, "iterable")[0])
        .forEachRemaining(item -> joined.add(string("join", item)));
    return joined.toString();
  }

  private static Object find(String text, Arguments arguments) {
    int at = text.indexOf(string("find", arguments.bind("find", 1, "sub")[0]));
    return at < 0 ? -1L : text.codePointCount(0, at);
  }

  private static Object count(String text, Arguments arguments) {
    String part = string("count", arguments.bind("count", 1, "sub")[0]);
    return part.isEmpty() ? Values.length(text) + 1 : Text.split(text, part, -1).size() - 1L;
  }

  private static Object removePrefix(String text, Arguments arguments) {
    String prefix = string("removeprefix", arguments.bind("removeprefix", 1, "prefix")[0]);
    return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
  }

  private static Object removeSuffix(String text, Arguments arguments) {
    String suffix = string("removesuffix", arguments.bind("removesuffix", 1, "suffix")[0]);
    return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
  }

  private static Object get(Dict dict, Arguments arguments) {
    Object[] given = arguments.bind("get", 1, "key", "default");
    if (given[0] instanceof String key && dict.entries().containsKey(key)) {
      return dict.get(key);
    }
    return given[1] == null ? Absent.NONE : given[1];
  }

  private static String string(String method, Object value) {
    return Values.string(value, "an argument of " + method);
  }
}
