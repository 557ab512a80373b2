package io.souprl.jobs.maintenance;

import io.souprl.jobs.run.Run;
import io.souprl.jobs.run.SessionSettings;
import io.souprl.jobs.table.RunDirectory;
import io.souprl.table.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The data files of one of a run's Delta tables. */
final class TableFiles {
  /** Delta refuses to delete younger files than a week's unless this is off. */
  private static final String CHECK = "spark.databricks.delta.retentionDurationCheck.enabled";

  /** Tasks that list directories: 10,000 unless it is set, however few directories there are. */
  private static final String LISTING = "spark.sql.sources.parallelPartitionDiscovery.parallelism";

  private static final String DATA = ".parquet";

  private final Run run;
  private final TableName table;
  private final String sql;

  TableFiles(Run run, TableName table) {
    this.run = run;
    this.table = table;
    this.sql = "delta.`" + run.directory().table(table) + "`";
  }

  /** How many files lie beside another one of their partition, and could be one file. */
  long scattered() {
    Map<Map<String, String>, Long> partitions = new HashMap<>();
    for (Row file : run.tables().dataFiles(table).select("partitionValues").collectAsList()) {
      partitions.merge(file.getJavaMap(0), 1L, Long::sum);
    }
    return partitions.values().stream().mapToLong(files -> files > 1 ? files : 0).sum();
  }

  void compact() {
    run.spark().sql("OPTIMIZE " + sql).collectAsList();
  }

  /** How many files no version younger than this names. */
  long unused(int hours) {
    return onDisk() > run.tables().dataFiles(table).count() ? vacuum(hours, " DRY RUN").length : 0;
  }

  /** Deletes those and returns how many they were. */
  long vacuum(int hours) {
    long before = onDisk();
    if (before > run.tables().dataFiles(table).count()) {
      vacuum(hours, "");
    }
    return before - onDisk();
  }

  private Row[] vacuum(int hours, String mode) {
    SparkSession spark = run.spark();
    Map<String, String> settings =
        Map.of(CHECK, "false", LISTING, "" + 2 * spark.sparkContext().defaultParallelism());
    String statement = "VACUUM %s RETAIN %d HOURS%s".formatted(sql, hours, mode);
    return SessionSettings.during(spark, settings, () -> (Row[]) spark.sql(statement).collect());
  }

  private long onDisk() {
    RunDirectory directory = run.directory();
    FileSystem files = directory.files();
    try {
      long count = 0;
      for (RemoteIterator<LocatedFileStatus> all = files.listFiles(directory.table(table), true);
          all.hasNext(); ) {
        String path = all.next().getPath().toString();
        count += path.endsWith(DATA) && !path.contains("/_delta_log/") ? 1 : 0;
      }
      return count;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + directory.table(table), e);
    }
  }

  /** What the table takes on disk, with its log and files that this no longer names. */
  long bytes() {
    return run.directory().bytes(run.directory().table(table));
  }
}
