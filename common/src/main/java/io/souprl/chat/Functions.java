package io.souprl.chat;

import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The functions that jinja2 and transformers give to a template. */
final class Functions {
  private static final int LARGEST_RANGE = 100_000;

  private interface Function {
    Object call(Clock clock, Arguments arguments);
  }

  private static final Map<String, Function> FUNCTIONS =
      Map.of(
          "raise_exception", (clock, arguments) -> raise(arguments),
          "strftime_now", Functions::now,
          "namespace", (clock, arguments) -> namespace(arguments),
          "dict", (clock, arguments) -> dict(arguments),
          "range", (clock, arguments) -> range(arguments));
  private static final Map<Character, String> DATE_PATTERNS =
      Map.ofEntries(
          Map.entry('d', "dd"),
          Map.entry('m', "MM"),
          Map.entry('Y', "uuuu"),
          Map.entry('y', "uu"),
          Map.entry('B', "MMMM"),
          Map.entry('b', "MMM"),
          Map.entry('A', "EEEE"),
          Map.entry('a', "EEE"),
          Map.entry('H', "HH"),
          Map.entry('I', "hh"),
          Map.entry('M', "mm"),
          Map.entry('S', "ss"),
          Map.entry('j', "DDD"));

  private Functions() {}

  static Set<String> names() {
    return FUNCTIONS.keySet();
  }

  static Object call(String name, Clock clock, Arguments arguments) {
    return FUNCTIONS.get(name).call(clock, arguments);
  }

  private static Object raise(Arguments arguments) {
    Object message = arguments.bind("raise_exception", 1, "message")[0];
    throw TemplateFailure.raised(Written.str(message));
  }

  private static Object now(Clock clock, Arguments arguments) {
    String format =
        Values.string(arguments.bind("strftime_now", 1, "format")[0], "the format of a date");
    LocalDateTime time = LocalDateTime.now(clock);
    StringBuilder text = new StringBuilder();
    int at = 0;
    while (at < format.length()) {
      char c = format.charAt(at++);
      if (c != '%') {
        text.append(c);
        continue;
      }
      char directive = at < format.length() ? format.charAt(at++) : ' ';
      if (directive == '%') {
        text.append('%');
      } else if (DATE_PATTERNS.containsKey(directive)) {
        String pattern = DATE_PATTERNS.get(directive);
        text.append(DateTimeFormatter.ofPattern(pattern, Locale.US).format(time));
      } else {
        throw new TemplateFailure("strftime_now does not know %" + directive);
      }
    }
    return text.toString();
  }

  private static Object namespace(Arguments arguments) {
    return new Namespace(entries("namespace", arguments));
  }

  private static Object dict(Arguments arguments) {
    return new Dict(entries("dict", arguments));
  }

  private static Map<String, Object> entries(String what, Arguments arguments) {
    Map<String, Object> entries = new LinkedHashMap<>();
    for (Object start : arguments.positional()) {
      if (!(start instanceof Dict dict) || arguments.positional().size() > 1) {
        throw new TemplateFailure(what + " is given something other than one dict");
      }
      entries.putAll(dict.entries());
    }
    entries.putAll(arguments.named());
    return entries;
  }

  private static Object range(Arguments arguments) {
    Object[] given = arguments.bind("range", 1, "start", "stop", "step");
    long start = given[1] == null ? 0 : Values.integer(given[0], "an argument of range");
    long stop = Values.integer(given[1] == null ? given[0] : given[1], "an argument of range");
    long step = given[2] == null ? 1 : Values.integer(given[2], "an argument of range");
    if (step == 0) {
      throw new TemplateFailure("the step of range is 0");
    }
    List<Object> numbers = new ArrayList<>();
    for (long number = start; step > 0 ? number < stop : number > stop; number += step) {
      numbers.add(number);
      if (numbers.size() > LARGEST_RANGE) {
        throw new TemplateFailure("a range has more than " + LARGEST_RANGE + " numbers");
      }
    }
    return Sequence.view(numbers);
  }
}
