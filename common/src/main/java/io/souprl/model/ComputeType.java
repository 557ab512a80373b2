package io.souprl.model;

import java.util.Locale;

/** The number type that a policy computes in while it samples. */
public enum ComputeType {
  /** 32-bit floats, as in training. */
  FLOAT32,
  /** 16-bit floats (IEEE 754 binary16): half the memory. */
  FLOAT16;

  /** The spelling in configurations and parameters: lower case. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
