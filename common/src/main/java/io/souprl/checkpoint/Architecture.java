package io.souprl.checkpoint;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Families of decoders that can be run, by the class name in {@code config.json}. What differs
 * between families and is not a key of the file is said here.
 */
public enum Architecture {
  /** Qwen2 and Qwen2.5 (Yang et al., 2024): biases on the query, key and value projections. */
  QWEN2("Qwen2ForCausalLM", "qwen2");

  private final String className;
  private final String modelType;

  Architecture(String className, String modelType) {
    this.className = className;
    this.modelType = modelType;
  }

  /** The name in {@code architectures}, as in {@code Qwen2ForCausalLM}. */
  public String className() {
    return className;
  }

  /** The name in {@code model_type}, as in {@code qwen2}. */
  public String modelType() {
    return modelType;
  }

  /** Whether the query, key and value projections have biases. */
  public boolean hasQueryKeyValueBias() {
    return this == QWEN2;
  }

  static Optional<Architecture> named(String className) {
    return Arrays.stream(values()).filter(value -> value.className.equals(className)).findFirst();
  }

  static String allNames() {
    return Arrays.stream(values()).map(Architecture::className).collect(Collectors.joining(", "));
  }
}
