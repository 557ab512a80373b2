package io.souprl.model;

import ai.djl.ndarray.types.DataType;

/** Type of weights, activations and cache while a policy generates. Training is in FLOAT32. */
public enum ComputeType {
  FLOAT32(DataType.FLOAT32, -1e30f),
  /** Half the memory; norms, softmax of the vocabulary and log-probabilities stay in float32. */
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
}
