package io.souprl.jobs.bench;

import java.util.Arrays;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Rows of a table from expressions over others. */
final class MadeUpRows {
  private MadeUpRows() {}

  /**
   * One row of the schema for each row.
   *
   * @param values what stands in a column, by its name
   */
  static Dataset<Row> of(Dataset<Row> rows, StructType schema, Function<String, Column> values) {
    return rows.select(
        Arrays.stream(schema.fields())
            .map(field -> values.apply(field.name()).cast(field.dataType()).alias(field.name()))
            .toArray(Column[]::new));
  }
}
