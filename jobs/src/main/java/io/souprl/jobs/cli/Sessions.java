package io.souprl.jobs.cli;

import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Opens the Spark session of a command. */
final class Sessions {
  private static final String NAME = "spark.app.name";

  /** spark-submit names an application without a name after its main class. */
  private static final String OWN_CLASSES = "io.souprl.";

  private static final String EXTENSIONS = "spark.sql.extensions";
  private static final String DELTA_EXTENSION = "io.delta.sql.DeltaSparkSessionExtension";

  /**
   * Spark makes this directory though no table of ours goes there; its default is beside the user's
   * files.
   */
  private static final String WAREHOUSE = "spark.sql.warehouse.dir";

  /**
   * Tasks by which Delta reads a table's log. Its default of 50 is for tables of millions of files;
   * on a cluster of two cores it took one to three seconds, several times a stage.
   */
  private static final String SNAPSHOT_PARTITIONS = "spark.databricks.delta.snapshotPartitions";

  /**
   * Whether every commit also lists all of a table's files in its checksum, which nothing reads. In
   * a time zone other than UTC Delta checks that list by a Spark job each time.
   */
  private static final String FILES_IN_CHECKSUM = "spark.databricks.delta.allFilesInCrc.enabled";

  /** Against Spark's default, snappy: 15 % less on disk, and queries were faster (bench tables). */
  private static final String COMPRESSION = "spark.sql.parquet.compression.codec";

  private static final String CATALOG = "spark.sql.catalog.spark_catalog";
  private static final String DELTA_CATALOG = "org.apache.spark.sql.delta.catalog.DeltaCatalog";

  /** Spark asks it only where spark.serializer is Kryo. */
  private static final String REGISTRATORS = "spark.kryo.registrator";

  private Sessions() {}

  /** A session with what spark-submit configured, and Delta Lake where that left it out. */
  static SparkSession open(String command) {
    SparkConf conf = new SparkConf();
    if (conf.get(NAME, OWN_CLASSES).startsWith(OWN_CLASSES)) {
      conf.set(NAME, "souprl " + command);
    }
    conf.setIfMissing(CATALOG, DELTA_CATALOG);
    conf.setIfMissing(SNAPSHOT_PARTITIONS, "2");
    conf.setIfMissing(FILES_IN_CHECKSUM, "false");
    conf.setIfMissing(COMPRESSION, "zstd");
    conf.setIfMissing(
        WAREHOUSE,
        Path.of(System.getProperty("java.io.tmpdir"), "souprl-" + System.getProperty("user.name"))
            .toUri()
            .toString());
    append(conf, EXTENSIONS, DELTA_EXTENSION);
    append(conf, REGISTRATORS, RecordRegistrator.class.getName());
    return SparkSession.builder().config(conf).getOrCreate();
  }

  private static void append(SparkConf conf, String key, String name) {
    String names = conf.get(key, "");
    if (names.isBlank()) {
      conf.set(key, name);
    } else if (!names.contains(name)) {
      conf.set(key, names + "," + name);
    }
  }
}
