package io.souprl.jobs.table;

import io.souprl.error.InputErrors;
import io.souprl.table.StageName;
import io.souprl.table.TableName;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.types.StructType;

/**
 * The Delta tables of one run. Appends are idempotent: each carries a transaction id, and one that
 * is in the table's log already is skipped.
 */
public final class Tables {
  /** Appends of a stage's first (and, without a redo, only) attempt. */
  public static final int FIRST_ATTEMPT = 1;

  private static final String SCHEMA_VERSION = "souprl.schema-version";
  private static final String SCORES_WITH_PROMPTS = "2";

  private final SparkSession spark;
  private final RunDirectory directory;
  private final Map<TableName, RunTable> opened = new EnumMap<>(TableName.class);
  private final Map<TableName, StructType> schemas = new EnumMap<>(TableName.class);

  public Tables(SparkSession spark, RunDirectory directory) {
    this.spark = spark;
    this.directory = directory;
  }

  /** Whether the table has been created. */
  public boolean exists(TableName table) {
    return directory.exists(new Path(directory.table(table), "_delta_log"));
  }

  /** Creates the tables that are not there yet. */
  public void create() {
    for (TableName table : TableName.values()) {
      if (!exists(table)) {
        spark.sql(table.createStatement(path(table)));
      }
    }
    addColumns();
  }

  /** Adds what a run that an older version began lacks. */
  private void addColumns() {
    addColumns(
        TableName.TRAINING_ROWS,
        "verifier STRING COMMENT 'Verifier that gave the score behind the reward'",
        "verifier_version STRING COMMENT 'Its version: of its code and options'");
    addColumns(
        TableName.CHECKPOINTS,
        "parent_run STRING COMMENT 'Run that a fork took the version from, null for its own'",
        "parent_round INT COMMENT 'Round that the fork began with'");
    if (!scoresNamePrompts()) {
      addColumns(TableName.SCORES, "prompt_id STRING COMMENT 'Its prompt'");
      addPromptsToScores();
      spark.sql(
          "ALTER TABLE delta.`%s` SET TBLPROPERTIES ('%s' = '%s')"
              .formatted(path(TableName.SCORES), SCHEMA_VERSION, SCORES_WITH_PROMPTS));
    }
  }

  /** Whether every score names its prompt, which those of older runs do not. */
  public boolean scoresNamePrompts() {
    return snapshot(TableName.SCORES)
        .metadata()
        .configuration()
        .get(SCHEMA_VERSION)
        .contains(SCORES_WITH_PROMPTS);
  }

  /** Gives scores that name no prompt that of their rollout. */
  public void addPromptsToScores() {
    spark.sql(
        ("MERGE INTO delta.`%s` s USING delta.`%s` r ON s.round = r.round AND s.rollout_id = r.rollout_id"
                + " WHEN MATCHED AND s.prompt_id IS NULL THEN UPDATE SET prompt_id = r.prompt_id")
            .formatted(path(TableName.SCORES), path(TableName.ROLLOUTS)));
  }

  private void addColumns(TableName table, String... definitions) {
    String first = definitions[0].substring(0, definitions[0].indexOf(' '));
    if (!List.of(snapshot(table).schema().fieldNames()).contains(first)) {
      spark.sql(
          "ALTER TABLE delta.`%s` ADD COLUMNS (%s)"
              .formatted(path(table), String.join(", ", definitions)));
    }
  }

  /** Refuses a directory that is not that of a run: one that lacks a table. */
  public void requireAll() {
    for (TableName table : TableName.values()) {
      if (table != TableName.QUARANTINE && !exists(table)) { // which older runs do not have
        throw InputErrors.of(
            directory.root().toString(),
            "there is no run here (no table " + table.text() + ")",
            "Name the run.dir of a run that has begun.");
      }
    }
  }

  /** Every row that a table has now, also of stages that are not done. */
  public Dataset<Row> read(TableName table) {
    return open(table).read();
  }

  /** The rows of one round that a table has now. */
  public Dataset<Row> read(TableName table, int round) {
    return open(table).read(round);
  }

  /** Metrics of a trained round as a whole, by name. */
  public Map<String, Double> metrics(int round) {
    Map<String, Double> metrics = new TreeMap<>();
    for (Row row :
        read(TableName.METRICS, round).where("step = -1").select("name", "value").collectAsList()) {
      metrics.put(row.getString(0), row.getDouble(1));
    }
    return metrics;
  }

  /** Builds rows of a table. */
  public RowBuilder rows(TableName table) {
    return new RowBuilder(schema(table));
  }

  public StructType schema(TableName table) {
    return schemas.computeIfAbsent(table, name -> snapshot(name).schema());
  }

  /** Appends rows made on the driver. */
  public void append(TableName table, List<Row> rows, String transaction) {
    append(table, spark.createDataFrame(rows, schema(table)).coalesce(1), transaction);
  }

  /** Appends rows; does nothing when this transaction is in the table already. */
  public void append(TableName table, Dataset<Row> rows, String transaction) {
    open(table).append(rows, transaction, FIRST_ATTEMPT);
  }

  /** Whether an append of this transaction is in the table. */
  public boolean committed(TableName table, String transaction) {
    return open(table).committed(transaction);
  }

  /** The Delta version that a read now sees. */
  public long version(TableName table) {
    return snapshot(table).version();
  }

  /** The data files that a read now sees, as Delta's log describes them. */
  public Dataset<Row> dataFiles(TableName table) {
    return snapshot(table).allFiles().toDF();
  }

  /** The transaction id of a stage's append. */
  public static String transaction(String runId, StageName stage, int round) {
    return runId + "/" + stage.text() + "/" + round;
  }

  private Snapshot snapshot(TableName table) {
    return open(table).snapshot();
  }

  private synchronized RunTable open(TableName table) {
    return opened.computeIfAbsent(table, name -> new RunTable(spark, directory.table(name)));
  }

  private String path(TableName table) {
    return directory.table(table).toString();
  }

  /** Refuses tables whose log cannot be read, by the name of the entry. */
  public void requireReadable() {
    for (TableName table : TableName.values()) {
      if (exists(table)) {
        requireReadable(table);
      }
    }
  }

  /** Refuses a table whose log cannot be read, by the name of the entry. */
  public void requireReadable(TableName table) {
    try {
      version(table);
    } catch (RuntimeException e) {
      throw InputErrors.of(
          path(table),
          "its Delta log cannot be read (" + e.getMessage() + ")",
          "Restore the named entry of _delta_log from a backup; nothing was changed.",
          e);
    }
  }
}
