package io.souprl.jobs.table;

import java.io.Serializable;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;
import scala.collection.mutable.WrappedArray;

/**
 * Builds rows of a table by column name, from Java values: arrays and lists become arrays, maps
 * become maps, instants become timestamps. Columns not set are null.
 */
public final class RowBuilder implements Serializable {
  private final StructType schema;

  /** Rows of this schema. */
  public RowBuilder(StructType schema) {
    this.schema = schema;
  }

  /** A row with these columns: name, value, name, value, and so on. */
  public Row row(Object... namesAndValues) {
    Map<String, Object> columns = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      columns.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return row(columns);
  }

  /** A row with these columns. */
  public Row row(Map<String, Object> columns) {
    Object[] values = new Object[schema.size()];
    columns.forEach((name, value) -> values[schema.fieldIndex(name)] = spark(value));
    return new GenericRowWithSchema(values, schema);
  }

  private static Object spark(Object value) {
    if (value == null) {
      return null;
    } else if (value instanceof List<?> list) {
      return WrappedArray.make(list.stream().map(RowBuilder::spark).toArray());
    } else if (value instanceof Map<?, ?> map) {
      return JavaConverters.mapAsScalaMap(map);
    } else if (value instanceof Instant instant) {
      return java.sql.Timestamp.from(instant);
    } else if (value.getClass().isArray()) {
      return WrappedArray.make(value);
    }
    return value;
  }
}
