package io.souprl.jobs.sql;

import java.io.PrintWriter;
import java.util.Iterator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** One JSON object a row and line. */
final class JsonWriter {
  private JsonWriter() {}

  static void write(Dataset<Row> result, PrintWriter output) {
    for (Iterator<Row> rows = result.toLocalIterator(); rows.hasNext(); ) {
      output.print(PlainValues.json(PlainValues.of(rows.next())));
      output.print('\n');
    }
  }
}
