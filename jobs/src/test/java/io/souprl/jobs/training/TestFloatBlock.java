package io.souprl.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.junit.jupiter.params.ParameterizedTest;
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
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = i * 0.37f - 11;
    }
    FloatBlock back = JAVA.deserialize(JAVA.serialize(new FloatBlock(values), TAG), TAG);
    assertThat(back.values()).containsExactly(values);
  }
}
