package io.souprl.jobs.imports;

import java.util.Locale;
import java.util.Map;

/** How well-known data sets name their columns. */
public enum PromptFormat {
  /** Our own names. */
  PLAIN,
  /** GSM8K: question, answer with the result behind {@code ####}. */
  GSM8K,
  /** MATH: problem, solution with the result in a box. */
  MATH,
  /** DAPO and others in verl's layout: messages, reward_model.ground_truth. */
  DAPO;

  /** Their names by ours; a dot goes into an object. */
  Map<String, String> columns() {
    return switch (this) {
      case PLAIN -> Map.of();
      case GSM8K -> Map.of("prompt", "question");
      case MATH -> Map.of("prompt", "problem", "answer", "solution");
      case DAPO ->
          Map.of(
              "messages", "prompt",
              "answer", "reward_model.ground_truth",
              "prompt_id", "extra_info.index",
              "dataset", "data_source");
    };
  }

  /** Whether answers are worked solutions. */
  boolean worked() {
    return this == GSM8K || this == MATH;
  }

  /** The verifier of rows that name none; may be null. */
  String verifier() {
    return this == PLAIN ? null : "math";
  }

  /** The spelling on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
