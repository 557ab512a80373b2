package io.souprl.jobs.sql;

import io.souprl.jobs.table.RowReader;
import io.souprl.jobs.table.RunDirectory;
import io.souprl.jobs.table.Tables;
import io.souprl.table.StageName;
import io.souprl.table.TableName;
import io.souprl.table.ViewName;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A run's tables and views as temporary views of a session, without the rows of stages that are not
 * done. Nothing is locked: the manifest is read first and the data after it, so the rows of every
 * stage that the manifest names are there, also while a round runs.
 */
public final class RunViews {
  private RunViews() {}

  /** Registers all of them, as for a notebook. */
  public static void register(SparkSession spark, RunDirectory directory) {
    register(spark, directory, "SHOW TABLES");
  }

  /**
   * Registers those that a statement may read: the ones that it names, or all for SHOW.
   *
   * @throws io.souprl.error.InputException when the directory is not that of a run
   */
  public static void register(SparkSession spark, RunDirectory directory, String statement) {
    Tables tables = new Tables(spark, directory);
    tables.requireAll();
    tables.requireReadable(TableName.ROUNDS);
    VisibleRows visible = VisibleRows.of(doneRounds(tables));
    StringBuilder text = new StringBuilder(statement);
    List<ViewName> views = new ArrayList<>();
    for (ViewName view : ViewName.values()) {
      if (names(statement, view.text())) {
        views.add(view);
        text.append('\n').append(view.query());
      }
    }
    for (TableName table : TableName.values()) {
      if (names(text, table.text()) && tables.exists(table)) {
        tables.requireReadable(table);
        tables.read(table).where(visible.condition(table)).createOrReplaceTempView(table.text());
      }
    }
    for (ViewName view : views) {
      spark.sql(view.query()).createOrReplaceTempView(view.text());
    }
  }

  private static boolean names(CharSequence statement, String name) {
    return Pattern.compile("\\b(show|" + name + ")\\b", Pattern.CASE_INSENSITIVE)
        .matcher(statement)
        .find();
  }

  private static Map<StageName, List<Integer>> doneRounds(Tables tables) {
    Map<StageName, List<Integer>> rounds = new EnumMap<>(StageName.class);
    for (Row row : tables.read(TableName.ROUNDS).select("stage", "round").collectAsList()) {
      rounds
          .computeIfAbsent(StageName.of(RowReader.string(row, "stage")), stage -> new ArrayList<>())
          .add(RowReader.integer(row, "round"));
    }
    return rounds;
  }
}
