package io.souprl.verify;

import io.souprl.error.InputErrors;
import io.souprl.error.InputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The values of a verifier's options, checked against what it has. */
final class OptionValues {
  private final VerifierKind kind;
  private final SortedMap<String, String> values = new TreeMap<>();

  /**
   * @throws InputException when there is no such option or it may not have the value
   */
  OptionValues(VerifierKind kind, Map<String, String> given) {
    this.kind = kind;
    kind.options().forEach(option -> values.put(option.name(), option.defaultValue()));
    given.forEach(this::set);
  }

  private void set(String name, String value) {
    VerifierOption option =
        kind.options().stream()
            .filter(known -> known.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    refused(
                        "there is no option '" + name + "'",
                        kind.options().isEmpty()
                            ? "It takes no options."
                            : "Known: "
                                + kind.options().stream()
                                    .map(VerifierOption::name)
                                    .collect(Collectors.joining(", "))
                                + "."));
    if (!option.values().isEmpty() && !option.values().contains(value)) {
      throw refused(
          "option '" + name + "' is '" + value + "'",
          "Use one of " + String.join(", ", option.values()) + ".");
    }
    values.put(name, value);
  }

  /** What differs from the defaults, in the order of the names: equal options, equal text. */
  String canonical() {
    return kind.options().stream()
        .filter(option -> !values.get(option.name()).equals(option.defaultValue()))
        .map(option -> option.name() + "=" + values.get(option.name()))
        .sorted()
        .collect(Collectors.joining(";"));
  }

  String text(String name) {
    return values.get(name);
  }

  /** A required text. */
  String required(String name) {
    if (text(name).isEmpty()) {
      throw refused("it needs the option '" + name + "'", "Example: " + kind.example() + ".");
    }
    return text(name);
  }

  double number(String name, double least) {
    try {
      double number = Double.parseDouble(text(name));
      if (Double.isFinite(number) && number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw refused(
        "option '" + name + "' is '" + text(name) + "'",
        "Give a number of at least " + least + ".");
  }

  int integer(String name, int least) {
    double number = number(name, least);
    if (number != Math.rint(number) || number > Integer.MAX_VALUE) {
      throw refused("option '" + name + "' is '" + text(name) + "'", "Give a whole number.");
    }
    return (int) number;
  }

  <T extends Enum<T>> T choice(String name, Class<T> type) {
    return Enum.valueOf(type, text(name).toUpperCase(Locale.ROOT));
  }

  /** Names with blanks between them, at least one. */
  <T extends Enum<T>> List<T> choices(String name, Class<T> type) {
    List<String> known =
        Arrays.stream(type.getEnumConstants())
            .map(choice -> choice.name().toLowerCase(Locale.ROOT))
            .toList();
    List<T> chosen = new ArrayList<>();
    for (String word : text(name).split("\\s+", -1)) {
      if (!known.contains(word)) {
        throw refused(
            "option '" + name + "' has '" + word + "'",
            "Use some of " + String.join(", ", known) + ", with blanks between them.");
      }
      chosen.add(Enum.valueOf(type, word.toUpperCase(Locale.ROOT)));
    }
    return chosen;
  }

  InputException refused(String problem, String fix) {
    return InputErrors.of("verifier '" + kind.name() + "'", problem, fix);
  }
}
