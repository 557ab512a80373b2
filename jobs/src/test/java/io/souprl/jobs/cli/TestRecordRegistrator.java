package io.souprl.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.souprl.training.RowFault;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import scala.Tuple2;
import scala.reflect.ClassTag$;

class TestRecordRegistrator {
  static List<Object> values() {
    return List.of(
        new RowFault(3, 1, RowFault.Quantity.LOSS),
        List.of(),
        List.of(1, 2, 3),
        List.of(4).stream().map(number -> number + 1).toList(),
        Set.of("a"),
        Map.of("a", 1),
        new EnumMap<>(Map.of(RowFault.Quantity.LOSS, 1)),
        new Tuple2<>(1, List.of(new RowFault(0, 0, RowFault.Quantity.LOSS))));
  }

  @ParameterizedTest
  @MethodSource("values")
  void valuesComeBackFromKryo(Object value) {
    SparkConf conf =
        new SparkConf(false).set("spark.kryo.registrator", RecordRegistrator.class.getName());
    SerializerInstance kryo = new KryoSerializer(conf).newInstance();
    var tag = ClassTag$.MODULE$.Object();
    assertThat(kryo.deserialize(kryo.serialize(value, tag), tag)).isEqualTo(value);
  }
}
