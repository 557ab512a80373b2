package io.souprl.checkpoint;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Families of decoders that can be run, by the class name in {@code config.json}. All are stacks of
 * RMSNorm, rotary grouped-query attention and SwiGLU; what a family's attention has beyond that is
 * said in its package below {@code io.souprl.model}.
 */
public enum Architecture {
  /** Qwen2 and Qwen2.5 (arXiv 2407.10671): biases on the query, key and value projections. */
  QWEN2("Qwen2ForCausalLM", "qwen2"),

  /** Qwen3, dense (arXiv 2505.09388): RMSNorm on every head's queries and keys. */
  QWEN3("Qwen3ForCausalLM", "qwen3"),

  /** Llama 2 and 3 (arXiv 2307.09288, 2407.21783). */
  LLAMA("LlamaForCausalLM", "llama");

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

  static Optional<Architecture> named(String className) {
    return Arrays.stream(values()).filter(value -> value.className.equals(className)).findFirst();
  }

  static String allNames() {
    return Arrays.stream(values()).map(Architecture::className).collect(Collectors.joining(", "));
  }
}
