package io.souprl.jobs.table;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;

/** Reads columns of a row by name. */
public final class RowReader {
  private RowReader() {}

  public static int[] ints(Row row, String column) {
    List<Integer> list = row.getList(row.fieldIndex(column));
    int[] values = new int[list.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = list.get(i);
    }
    return values;
  }

  public static float[] floats(Row row, String column) {
    List<Float> list = row.getList(row.fieldIndex(column));
    float[] values = new float[list.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = list.get(i);
    }
    return values;
  }

  public static String string(Row row, String column) {
    return row.getString(row.fieldIndex(column));
  }

  public static int integer(Row row, String column) {
    return row.getInt(row.fieldIndex(column));
  }

  /** Null where the column is. */
  public static Double nullableDouble(Row row, String column) {
    int index = row.fieldIndex(column);
    return row.isNullAt(index) ? null : row.getDouble(index);
  }

  public static boolean isNull(Row row, String column) {
    return row.isNullAt(row.fieldIndex(column));
  }

  /** A map of numbers; empty where the column is null. */
  public static Map<String, Double> numbers(Row row, String column) {
    int index = row.fieldIndex(column);
    return row.isNullAt(index) ? Map.of() : Map.copyOf(row.<String, Double>getJavaMap(index));
  }
}
