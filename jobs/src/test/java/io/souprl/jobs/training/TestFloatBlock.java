package io.souprl.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

class TestFloatBlock {
  private static final SerializerInstance JAVA =
      new JavaSerializer(new SparkConf(false)).newInstance();
  private static final ClassTag<FloatBlock> TAG = ClassTag$.MODULE$.apply(FloatBlock.class);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16_383, 16_384, 16_385, 40_000})
  void lengthsAroundTheBufferComeBack(int length) {
    float[] values = numbers(length);
    assertThat(sent(new FloatBlock(values)).values()).containsExactly(values);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0, 20000", "5, 16384", "39999, 1", "40000, 0"})
  void aStretchComesBackWithoutItsSurroundings(int from, int size) {
    float[] array = numbers(40_000);
    FloatBlock stretch = new FloatBlock(array, from, size);
    float[] expected = Arrays.copyOfRange(array, from, from + size);
    assertThat(stretch.values()).containsExactly(expected);
    assertThat(sent(stretch).values()).containsExactly(expected);
  }

  private static float[] numbers(int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = i * 0.37f - 11;
    }
    return values;
  }

  private static FloatBlock sent(FloatBlock block) {
    return JAVA.deserialize(JAVA.serialize(block, TAG), TAG);
  }
}
