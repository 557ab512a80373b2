package io.souprl.jobs.imports;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What an import brought.
 *
 * @param splits prompts of each split
 * @param duplicates left out because an earlier row has their text
 * @param contaminated left out because they share their text with a prompt of another split
 */
public record PromptCounts(Map<String, Long> splits, long duplicates, long contaminated) {
  public PromptCounts {
    splits = new TreeMap<>(splits);
  }

  /** Prompts in all. */
  public long prompts() {
    return splits.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Such as {@code 90 (80 train, 10 test), 3 duplicates left out}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder().append(prompts());
    if (splits.size() > 1) {
      text.append(
          splits.entrySet().stream()
              .map(split -> split.getValue() + " " + split.getKey())
              .collect(Collectors.joining(", ", " (", ")")));
    }
    if (duplicates > 0) {
      text.append(", ").append(duplicates).append(" duplicates left out");
    }
    if (contaminated > 0) {
      text.append(", ").append(contaminated).append(" left out that another split shares");
    }
    return text.toString();
  }
}
