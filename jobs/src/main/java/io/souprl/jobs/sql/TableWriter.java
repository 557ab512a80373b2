package io.souprl.jobs.sql;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;

/**
 * Aligned columns. No cell is shortened; a cell of several lines takes several. At most {@value
 * #MOST_ROWS} rows are shown, and the last line says how many there are.
 */
final class TableWriter {
  static final int MOST_ROWS = 1000;

  private static final String GAP = "  ";

  private final List<List<String[]>> rows = new ArrayList<>();
  private final int[] widths;
  private final boolean[] numeric;

  private TableWriter(StructField[] fields) {
    this.widths = new int[fields.length];
    this.numeric = new boolean[fields.length];
    List<String> header = new ArrayList<>();
    for (int i = 0; i < fields.length; i++) {
      header.add(fields[i].name());
      numeric[i] = fields[i].dataType() instanceof NumericType;
    }
    add(header);
  }

  static void write(Dataset<Row> result, PrintWriter output) {
    TableWriter table = new TableWriter(result.schema().fields());
    List<Row> rows = result.takeAsList(MOST_ROWS + 1);
    for (Row row : rows.subList(0, Math.min(rows.size(), MOST_ROWS))) {
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        texts.add(row.isNullAt(i) ? "NULL" : PlainValues.text(row.get(i)));
      }
      table.add(texts);
    }
    table.print(output);
    if (rows.size() > MOST_ROWS) {
      output.printf(
          "(%d of %d rows; --format json and csv write all)%n", MOST_ROWS, result.count());
    } else {
      output.printf("(%d %s)%n", rows.size(), rows.size() == 1 ? "row" : "rows");
    }
  }

  private void add(List<String> texts) {
    List<String[]> cells = new ArrayList<>();
    for (int i = 0; i < widths.length; i++) {
      String[] lines = printable(texts.get(i)).split("\n", -1);
      for (String line : lines) {
        widths[i] = Math.max(widths[i], length(line));
      }
      cells.add(lines);
    }
    rows.add(cells);
  }

  private void print(PrintWriter output) {
    for (int row = 0; row < rows.size(); row++) {
      List<String[]> cells = rows.get(row);
      int height = cells.stream().mapToInt(lines -> lines.length).max().orElse(0);
      for (int line = 0; line < height; line++) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
          String[] lines = cells.get(i);
          append(text, line < lines.length ? lines[line] : "", i);
        }
        output.println(text.toString().stripTrailing());
      }
      if (row == 0) {
        output.println(rule());
      }
    }
  }

  private void append(StringBuilder text, String cell, int column) {
    String padding = " ".repeat(widths[column] - length(cell));
    text.append(column == 0 ? "" : GAP);
    text.append(numeric[column] ? padding + cell : cell + padding);
  }

  private String rule() {
    List<String> rules = new ArrayList<>();
    for (int width : widths) {
      rules.add("-".repeat(width));
    }
    return String.join(GAP, rules);
  }

  /** Text without what would move a terminal's cursor, line ends apart. */
  private static String printable(String text) {
    StringBuilder printable = new StringBuilder(text.length());
    text.replace("\r\n", "\n")
        .codePoints()
        .forEach(
            c -> {
              if (c == '\t') {
                printable.append("    ");
              } else if (c != '\n' && Character.isISOControl(c)) {
                printable.append("\\u%04x".formatted(c));
              } else {
                printable.appendCodePoint(c);
              }
            });
    return printable.toString();
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
