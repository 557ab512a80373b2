package io.souprl.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The gold answer of a countdown prompt, {@code {"numbers":[9,8,3,3],"target":23}}.
 *
 * @param numbers what may be used, each as often as it is listed; not negative
 * @param target the value to reach
 */
record CountdownGold(List<Integer> numbers, int target) {
  /** More numbers than any puzzle has; with it and the int range, values stay small. */
  static final int MOST_NUMBERS = 64;

  static final String EXPECTED =
      "the gold answer is not of the form {\"numbers\":[9,8,3,3],\"target\":23}";

  CountdownGold {
    numbers = List.copyOf(numbers);
  }

  /** The gold answer, or empty when the text is not one. */
  static Optional<CountdownGold> parse(String gold) {
    return gold == null ? Optional.empty() : GoldJson.parse(gold).flatMap(CountdownGold::of);
  }

  private static Optional<CountdownGold> of(JsonNode json) {
    JsonNode listed = json.path("numbers");
    JsonNode target = json.path("target");
    if (!listed.isArray()
        || listed.isEmpty()
        || listed.size() > MOST_NUMBERS
        || !target.isIntegralNumber()
        || !target.canConvertToInt()) {
      return Optional.empty();
    }
    List<Integer> numbers = new ArrayList<>();
    for (JsonNode number : listed) {
      if (!number.isIntegralNumber() || !number.canConvertToInt() || number.intValue() < 0) {
        return Optional.empty();
      }
      numbers.add(number.intValue());
    }
    return Optional.of(new CountdownGold(numbers, target.intValue()));
  }

  /** Whether numbers and target each are one base-36 digit. */
  boolean isBase36() {
    return target >= 0 && target < 36 && numbers.stream().allMatch(number -> number < 36);
  }
}
