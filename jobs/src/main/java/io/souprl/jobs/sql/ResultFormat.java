package io.souprl.jobs.sql;

import java.io.PrintWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How the result of a query is written. */
public enum ResultFormat {
  /** Aligned columns for people, and how many rows there are. */
  TABLE,
  /** One JSON object a line. */
  JSON,
  /** RFC 4180 with a header; a null is an empty field, an empty string is quoted. */
  CSV;

  /** Writes a result; rows of JSON and CSV are not held in memory. */
  public void write(Dataset<Row> result, PrintWriter output) {
    switch (this) {
      case TABLE -> TableWriter.write(result, output);
      case JSON -> JsonWriter.write(result, output);
      case CSV -> CsvWriter.write(result, output);
    }
  }
}
