package io.souprl.checkpoint;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Types that weights are stored in, by the names that {@code config.json} uses. */
public enum WeightType {
  /** IEEE 754 binary32: weights are stored as they are. */
  FLOAT32(TensorType.F32),

  /** IEEE 754 binary16: about 3 decimal digits, magnitudes up to 65,504. */
  FLOAT16(TensorType.F16),

  /** The upper half of a binary32: between 2 and 3 decimal digits, binary32's range. */
  BFLOAT16(TensorType.BF16);

  private final TensorType tensorType;

  WeightType(TensorType tensorType) {
    this.tensorType = tensorType;
  }

  /** The element type in safetensors files. */
  public TensorType tensorType() {
    return tensorType;
  }

  /** The value of {@code dtype} in {@code config.json}, as in {@code bfloat16}. */
  public String dtype() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What is read back of a value: the nearest of the type, ties to even, infinite on overflow. */
  public float rounded(float value) {
    return switch (this) {
      case FLOAT32 -> value;
      case FLOAT16 -> FloatCodec.fromFloat16(FloatCodec.toFloat16(value));
      case BFLOAT16 -> FloatCodec.fromBfloat16(FloatCodec.toBfloat16(value));
    };
  }

  /** The weight type of tensors of this type, if weights may have it. */
  public static Optional<WeightType> of(TensorType type) {
    return Arrays.stream(values()).filter(value -> value.tensorType == type).findFirst();
  }
}
