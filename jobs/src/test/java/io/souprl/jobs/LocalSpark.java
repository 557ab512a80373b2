package io.souprl.jobs;

import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The one Spark session of all tests in this JVM, with the settings of conf's local defaults and,
 * as each of many small queries runs once, no generated code; the launcher's tests run with it.
 */
public final class LocalSpark {
  private static final SparkSession SESSION = start();

  private LocalSpark() {}

  /** The session; it ends with the JVM. */
  public static SparkSession session() {
    return SESSION;
  }

  /** Runs a statement. */
  public static Dataset<Row> sql(String statement) {
    return SESSION.sql(statement);
  }

  private static SparkSession start() {
    return SparkSession.builder()
        .appName("tests")
        .master("local[2,3]")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .config(
            "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        .config("spark.databricks.delta.snapshotPartitions", "1")
        .config("spark.databricks.delta.allFilesInCrc.enabled", "false")
        .config("spark.databricks.delta.stats.collect", "false")
        .config("spark.delta.logStore.file.impl", "io.delta.storage.LocalLogStore")
        .config(
            "spark.sql.streaming.checkpointFileManagerClass",
            "org.apache.spark.sql.execution.streaming.FileSystemBasedCheckpointFileManager")
        .config("spark.sql.files.openCostInBytes", "1m")
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.hadoop.fs.faulty.impl", FaultyFileSystem.class.getName())
        .config("spark.delta.logStore.faulty.impl", "io.delta.storage.LocalLogStore")
        .config("spark.sql.warehouse.dir", Path.of("target", "warehouse").toUri().toString())
        .getOrCreate();
  }
}
