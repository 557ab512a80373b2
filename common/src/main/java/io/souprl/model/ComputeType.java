package io.souprl.model;

import ai.djl.ndarray.types.DataType;
import java.util.Locale;

/** The number type of weights, activations and cache while a policy samples. */
public enum ComputeType {
  /** 32-bit floats, as in training. */
  FLOAT32(DataType.FLOAT32, -1e30f),
  /**
   * 16-bit floats (IEEE 754 binary16): half the memory. Norms, the softmax over the vocabulary and
   * log-probabilities stay in float32.
   */
  FLOAT16(DataType.FLOAT16, -6e4f);

  private final DataType dataType;
  private final float hiddenScore;

  ComputeType(DataType dataType, float hiddenScore) {
    this.dataType = dataType;
    this.hiddenScore = hiddenScore;
  }

  DataType dataType() {
    return dataType;
  }

  /** Added to the score of a position that must not be seen: softmax gives it exactly 0. */
  float hiddenScore() {
    return hiddenScore;
  }

  /** The spelling in configurations and parameters: lower case. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
