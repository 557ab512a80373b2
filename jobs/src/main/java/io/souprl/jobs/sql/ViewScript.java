package io.souprl.jobs.sql;

import io.souprl.jobs.table.RunDirectory;
import io.souprl.jobs.table.Tables;
import io.souprl.table.TableName;
import io.souprl.table.ViewName;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/**
 * The tables and views of a run as SQL for any Spark with Delta Lake: spark-sql, PySpark, Thrift
 * servers. They follow the run: a stage's rows are seen from its manifest row on.
 */
public final class ViewScript {
  private ViewScript() {}

  /**
   * One CREATE VIEW statement for each table and view.
   *
   * @throws io.souprl.error.InputException when the directory is not that of a run
   */
  public static List<String> statements(SparkSession spark, RunDirectory directory) {
    Tables tables = new Tables(spark, directory);
    tables.requireAll();
    List<String> statements = new ArrayList<>();
    statements.add(table(directory, TableName.ROUNDS));
    for (TableName table : TableName.values()) {
      if (table != TableName.ROUNDS && tables.exists(table)) {
        statements.add(table(directory, table));
      }
    }
    for (ViewName view : ViewName.values()) {
      statements.add(view(view.text(), view.query()));
    }
    return statements;
  }

  /** The same as a file, each statement with a semicolon behind it. */
  public static String of(SparkSession spark, RunDirectory directory) {
    return statements(spark, directory).stream()
        .map(statement -> statement + ";\n")
        .collect(Collectors.joining("\n"));
  }

  private static String table(RunDirectory directory, TableName table) {
    String condition = VisibleRows.byManifest().condition(table);
    return view(
        table.text(),
        "SELECT * FROM delta.`%s`%s"
            .formatted(
                directory.table(table), condition.equals("TRUE") ? "" : " WHERE " + condition));
  }

  /** Without comments, which may have semicolons that a simple reader takes for an end. */
  private static String view(String name, String query) {
    String text =
        query.lines().filter(line -> !line.startsWith("--")).collect(Collectors.joining("\n"));
    return "CREATE OR REPLACE TEMPORARY VIEW %s AS\n%s".formatted(name, text.strip());
  }
}
