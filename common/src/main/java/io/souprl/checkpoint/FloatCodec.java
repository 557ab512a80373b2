package io.souprl.checkpoint;

import java.nio.ByteBuffer;

/**
 * Elements of F32, F16 and BF16 tensors to and from floats. Decoding is exact; encoding to the two
 * narrow types rounds to the nearest value, ties to even, and overflows to infinity.
 *
 * <p>F16 is IEEE 754 binary16 (5 exponent bits with bias 15, 10 fraction bits); BF16 is the upper
 * half of a binary32. ({@code Float.float16ToFloat} exists only from Java 20 on.)
 */
final class FloatCodec {
  private static final int F16_FRACTION_BITS = 10;
  private static final int F32_FRACTION_BITS = 23;
  private static final int DROPPED_BITS = F32_FRACTION_BITS - F16_FRACTION_BITS;
  private static final int BIAS_DIFFERENCE = 127 - 15;
  private static final int F16_INFINITY = 0x7C00;

  /** Value of one unit in the last place of a subnormal F16. */
  private static final float F16_SUBNORMAL_UNIT = 0x1.0p-24f;

  private FloatCodec() {}

  /** Reads {@code count} elements from the buffer's position on and moves it behind them. */
  static void decode(TensorType type, ByteBuffer source, float[] destination, int from, int count) {
    switch (type) {
      case F32 -> {
        source.asFloatBuffer().get(destination, from, count);
        source.position(source.position() + count * Float.BYTES);
      }
      case F16 -> {
        for (int i = from; i < from + count; i++) {
          destination[i] = fromFloat16(source.getShort());
        }
      }
      case BF16 -> {
        for (int i = from; i < from + count; i++) {
          destination[i] = fromBfloat16(source.getShort());
        }
      }
      default -> throw new IllegalArgumentException("Cannot read " + type + " as floats");
    }
  }

  /** Writes {@code count} elements at the buffer's position and moves it behind them. */
  static void encode(TensorType type, float[] source, int from, int count, ByteBuffer destination) {
    switch (type) {
      case F32 -> {
        destination.asFloatBuffer().put(source, from, count);
        destination.position(destination.position() + count * Float.BYTES);
      }
      case F16 -> {
        for (int i = from; i < from + count; i++) {
          destination.putShort(toFloat16(source[i]));
        }
      }
      case BF16 -> {
        for (int i = from; i < from + count; i++) {
          destination.putShort(toBfloat16(source[i]));
        }
      }
      default -> throw new IllegalArgumentException("Cannot write floats as " + type);
    }
  }

  static float fromBfloat16(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  static float fromFloat16(short bits) {
    int sign = (bits & 0x8000) << 16;
    int magnitude = bits & 0x7FFF;
    if (magnitude < 1 << F16_FRACTION_BITS) {
      float value = magnitude * F16_SUBNORMAL_UNIT;
      return Float.intBitsToFloat(sign | Float.floatToRawIntBits(value));
    }
    int exponentShift = magnitude >= F16_INFINITY ? 2 * BIAS_DIFFERENCE : BIAS_DIFFERENCE;
    return Float.intBitsToFloat(
        sign | ((magnitude << DROPPED_BITS) + (exponentShift << F32_FRACTION_BITS)));
  }

  static short toBfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) ((bits >>> 16) | 0x0040);
    }
    return (short) roundToEven(bits, 16);
  }

  static short toFloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    int magnitude = bits & 0x7FFFFFFF;
    if (Float.isNaN(value)) {
      return (short) (sign | F16_INFINITY | 0x0200 | ((magnitude >>> DROPPED_BITS) & 0x01FF));
    }
    int rounded;
    if (magnitude < (BIAS_DIFFERENCE + 1) << F32_FRACTION_BITS) {
      // Below the smallest normal F16: count units, and let rint round ties to even.
      rounded = (int) Math.rint(Float.intBitsToFloat(magnitude) / (double) F16_SUBNORMAL_UNIT);
    } else {
      rounded = roundToEven(magnitude - (BIAS_DIFFERENCE << F32_FRACTION_BITS), DROPPED_BITS);
    }
    return (short) (sign | Math.min(rounded, F16_INFINITY));
  }

  /** Drops the lowest bits, rounding to the nearest, ties to even; a carry raises the exponent. */
  private static int roundToEven(int bits, int dropped) {
    int lastKept = (bits >>> dropped) & 1;
    return (bits + (1 << (dropped - 1)) - 1 + lastKept) >>> dropped;
  }
}
