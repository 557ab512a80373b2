package io.souprl.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.apache.spark.sql.SparkSession;

/** The one Spark session of all tests in this JVM. */
public final class LocalSpark {
  private LocalSpark() {}

  /** The session, started at the first call. */
  public static synchronized SparkSession session() {
    try {
      String directory = Files.createTempDirectory("souprl-spark").toString();
      return SparkSession.builder()
          .master("local[2,3]")
          .appName("souprl-tests")
          .config("spark.ui.enabled", "false")
          .config("spark.sql.shuffle.partitions", "2")
          .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
          .config(
              "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
          .config("spark.databricks.delta.snapshotPartitions", "1")
          .config("spark.sql.warehouse.dir", directory)
          .config("spark.local.dir", directory)
          .getOrCreate();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make a directory for Spark", e);
    }
  }
}
