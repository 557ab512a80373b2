package io.souprl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TestFloatCodec {
  private static final int ALL_BITS = 1 << 16;

  /** Value by the definition of a binary format with this many exponent and fraction bits. */
  private static double byDefinition(int bits, int exponentBits, int fractionBits) {
    int bias = (1 << (exponentBits - 1)) - 1;
    int exponent = (bits >> fractionBits) & ((1 << exponentBits) - 1);
    int fraction = bits & ((1 << fractionBits) - 1);
    double sign = (bits & 0x8000) == 0 ? 1 : -1;
    if (exponent == (1 << exponentBits) - 1) {
      return fraction == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
    }
    double significand = fraction * Math.scalb(1.0, -fractionBits) + (exponent == 0 ? 0 : 1);
    return sign * Math.scalb(significand, Math.max(exponent, 1) - bias);
  }

  /** The nearest value of such a format, ties to even, as doubles are exact here. */
  private static float nearest(float value, int smallestExponent, int fractionBits, double limit) {
    int exponent = Math.max(Math.getExponent(value), smallestExponent);
    double unit = Math.scalb(1.0, exponent - fractionBits);
    double rounded = Math.rint(value / unit) * unit;
    return Math.abs(rounded) > limit
        ? (float) Math.copySign(Double.POSITIVE_INFINITY, rounded)
        : (float) rounded;
  }

  /** The same value, telling the zeros apart but not the NaNs. */
  private static void assertSame(float actual, float expected) {
    assertThat(Float.floatToIntBits(actual))
        .as("%s for %s", actual, expected)
        .isEqualTo(Float.floatToIntBits(expected));
  }

  @Test
  void decodesEveryFloat16ByItsDefinition() {
    for (int bits = 0; bits < ALL_BITS; bits++) {
      assertSame(FloatCodec.fromFloat16((short) bits), (float) byDefinition(bits, 5, 10));
    }
  }

  @Test
  void decodesEveryBfloat16ByItsDefinition() {
    for (int bits = 0; bits < ALL_BITS; bits++) {
      assertSame(FloatCodec.fromBfloat16((short) bits), (float) byDefinition(bits, 8, 7));
    }
  }

  @Test
  void encodingWhatWasDecodedGivesTheSameBits() {
    for (int bits = 0; bits < ALL_BITS; bits++) {
      float half = FloatCodec.fromFloat16((short) bits);
      float brain = FloatCodec.fromBfloat16((short) bits);
      if (Float.isNaN(half)) {
        assertThat(FloatCodec.fromFloat16(FloatCodec.toFloat16(half))).isNaN();
      } else {
        assertThat(FloatCodec.toFloat16(half)).isEqualTo((short) bits);
      }
      if (Float.isNaN(brain)) {
        assertThat(FloatCodec.fromBfloat16(FloatCodec.toBfloat16(brain))).isNaN();
      } else {
        assertThat(FloatCodec.toBfloat16(brain)).isEqualTo((short) bits);
      }
    }
  }

  @Property
  void roundsToTheNearestFloat16(@ForAll int bits) {
    float value = Float.intBitsToFloat(bits);
    float expected = Float.isFinite(value) ? nearest(value, -14, 10, 65504) : value;
    assertSame(FloatCodec.fromFloat16(FloatCodec.toFloat16(value)), expected);
  }

  @Property
  void roundsModerateValuesToTheNearestFloat16(@ForAll float value) {
    float scaled = value % 1.0f * 1e-4f;
    assertSame(
        FloatCodec.fromFloat16(FloatCodec.toFloat16(scaled)), nearest(scaled, -14, 10, 65504));
  }

  @Property
  void roundsToTheNearestBfloat16(@ForAll int bits) {
    float value = Float.intBitsToFloat(bits);
    float expected = Float.isFinite(value) ? nearest(value, -126, 7, Math.scalb(255, 120)) : value;
    assertSame(FloatCodec.fromBfloat16(FloatCodec.toBfloat16(value)), expected);
  }

  @Test
  void roundsTiesToEvenAndOverflowsToInfinity() {
    assertThat(FloatCodec.toFloat16(65519.996f)).isEqualTo((short) 0x7BFF);
    assertThat(FloatCodec.toFloat16(65520f)).isEqualTo((short) 0x7C00);
    assertThat(FloatCodec.toFloat16(0x1.0p-25f)).isEqualTo((short) 0);
    assertThat(FloatCodec.toFloat16(0x1.8p-24f)).isEqualTo((short) 2);
    assertThat(FloatCodec.toFloat16(-0.0f)).isEqualTo((short) 0x8000);
    assertThat(FloatCodec.toBfloat16(Float.intBitsToFloat(0x3F808000))).isEqualTo((short) 0x3F80);
    assertThat(FloatCodec.toBfloat16(Float.intBitsToFloat(0x3F818000))).isEqualTo((short) 0x3F82);
    assertThat(FloatCodec.toBfloat16(-Float.MAX_VALUE)).isEqualTo((short) 0xFF80);
  }

  @Test
  void refusesOtherTypesByName() {
    assertThatThrownBy(
            () -> FloatCodec.decode(TensorType.I64, ByteBuffer.allocate(8), new float[1], 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot read I64 as floats");
    assertThatThrownBy(
            () -> FloatCodec.encode(TensorType.U8, new float[1], 0, 1, ByteBuffer.allocate(8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot write floats as U8");
  }
}
