package io.souprl.jobs.sql;

import java.io.PrintWriter;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Comma-separated values with a header. */
final class CsvWriter {
  private static final Pattern SPECIAL = Pattern.compile("[,\"\r\n]");

  private CsvWriter() {}

  static void write(Dataset<Row> result, PrintWriter output) {
    line(List.of(result.columns()).stream(), output);
    for (Iterator<Row> rows = result.toLocalIterator(); rows.hasNext(); ) {
      Row row = rows.next();
      line(IntStream.range(0, row.size()).mapToObj(i -> PlainValues.text(row.get(i))), output);
    }
  }

  private static void line(Stream<String> fields, PrintWriter output) {
    output.print(fields.map(CsvWriter::field).collect(Collectors.joining(",")));
    output.print('\n');
  }

  private static String field(String text) {
    if (text == null) {
      return "";
    }
    return text.isEmpty() || SPECIAL.matcher(text).find()
        ? '"' + text.replace("\"", "\"\"") + '"'
        : text;
  }
}
