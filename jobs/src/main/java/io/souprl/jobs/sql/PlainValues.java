package io.souprl.jobs.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import scala.collection.JavaConverters;

/** Turns Spark's values into plain Java ones: maps, lists, strings, numbers, booleans, nulls. */
final class PlainValues {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private PlainValues() {}

  /** A row by its column names; timestamps in UTC, and numbers that JSON lacks, are strings. */
  static Map<String, Object> of(Row row) {
    Map<String, Object> values = new LinkedHashMap<>();
    String[] names = row.schema().fieldNames();
    for (int i = 0; i < names.length; i++) {
      values.put(names[i], of(row.get(i)));
    }
    return values;
  }

  static Object of(Object value) {
    if (value instanceof Row row) {
      return of(row);
    } else if (value instanceof scala.collection.Seq<?> sequence) {
      List<Object> values = new ArrayList<>();
      JavaConverters.seqAsJavaList(sequence).forEach(element -> values.add(of(element)));
      return values;
    } else if (value instanceof scala.collection.Map<?, ?> map) {
      Map<String, Object> values = new LinkedHashMap<>();
      JavaConverters.mapAsJavaMap(map)
          .forEach((key, element) -> values.put(String.valueOf(of(key)), of(element)));
      return values;
    } else if (value instanceof Timestamp timestamp) {
      return timestamp.toInstant().toString();
    } else if (value instanceof Double number && !Double.isFinite(number)) {
      return number.toString();
    } else if (value instanceof Float number && !Float.isFinite(number)) {
      return number.toString();
    } else if (value == null
        || value instanceof Number
        || value instanceof Boolean
        || value instanceof byte[]) {
      return value;
    }
    return value.toString();
  }

  /** One value as text: strings as they are, everything else as JSON; null stays null. */
  static String text(Object value) {
    Object plain = of(value);
    return plain == null || plain instanceof String ? (String) plain : json(plain);
  }

  static String json(Object plain) {
    try {
      return MAPPER.writeValueAsString(plain);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write as JSON: " + plain, e);
    }
  }
}
