package io.souprl.jobs.cli;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.serializer.KryoRegistrator;

/**
 * Lets an application set {@code spark.serializer} to Kryo, as RAPIDS advises: Kryo 4 can neither
 * fill the fields of a record nor make an {@code EnumMap} or an unmodifiable collection such as
 * {@code List.of} again, so those go through Java serialisation.
 */
public final class RecordRegistrator implements KryoRegistrator {
  @Override
  public void registerClasses(Kryo kryo) {
    kryo.addDefaultSerializer(Record.class, JavaSerializer.class);
    kryo.addDefaultSerializer(EnumMap.class, JavaSerializer.class);
    for (Object unmodifiable : List.of(List.of(), Set.of(), Map.of())) {
      kryo.addDefaultSerializer(unmodifiable.getClass().getSuperclass(), JavaSerializer.class);
    }
  }
}
