package io.souprl.task;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One countdown problem: reach the target with all of the numbers.
 *
 * @param numbers the numbers in the order of the prompt, each 0 to 35
 * @param target the value to reach, 0 to 35
 * @param solution steps that reach it, such as {@code 3+8=b,b+3=e,9+e=n}
 */
public record CountdownProblem(List<Integer> numbers, int target, String solution) {

  public CountdownProblem {
    numbers = List.copyOf(numbers);
  }

  /** The prompt: one base-36 digit a number, {@code >}, the target, {@code :}; {@code 9833>n:}. */
  public String promptText() {
    return base36(numbers) + ">" + digit(target) + ":";
  }

  /** The gold answer for the countdown verifiers. */
  public String gold() {
    return numbers.stream()
        .map(String::valueOf)
        .collect(Collectors.joining(",", "{\"numbers\":[", "],\"target\":" + target + "}"));
  }

  /** Equal for problems with the same numbers in any order and the same target. */
  String key() {
    return base36(numbers.stream().sorted().toList()) + ">" + digit(target);
  }

  static char digit(int value) {
    return Character.forDigit(value, 36);
  }

  private static String base36(List<Integer> numbers) {
    StringBuilder text = new StringBuilder();
    for (int number : numbers) {
      text.append(digit(number));
    }
    return text.toString();
  }
}
