package io.souprl.jobs.imports;

import io.souprl.error.InputErrors;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapred.TextInputFormat;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Reads the rows of a source on the executors, numbered from 1 in the file's order. */
final class PromptReading {
  private PromptReading() {}

  /** Rows of {@link PromptParser#SCHEMA}; empty lines are skipped but count. */
  static Dataset<Row> read(SparkSession spark, PromptSource source, Path path) {
    JavaRDD<byte[]> lines =
        source.isJsonLines()
            ? textLines(spark, path)
            : parquet(spark, source, path)
                .toJSON()
                .javaRDD()
                .map(json -> json.getBytes(StandardCharsets.UTF_8));
    PromptParser parser = new PromptParser(source);
    JavaRDD<Row> rows =
        lines
            .zipWithIndex()
            .filter(line -> !blank(line._1()))
            .map(line -> parser.parse(line._2() + 1, line._1()));
    return spark.createDataFrame(rows, PromptParser.SCHEMA);
  }

  private static Dataset<Row> parquet(SparkSession spark, PromptSource source, Path path) {
    try {
      return spark.read().parquet(path.toString());
    } catch (Exception e) { // Scala code throws checked exceptions that it does not declare.
      Throwable root = e;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      throw InputErrors.of(
          source.path(),
          "it cannot be read as Parquet (" + root.getMessage() + ")",
          "Write it again as Parquet or JSONL.",
          e);
    }
  }

  private static JavaRDD<byte[]> textLines(SparkSession spark, Path path) {
    return JavaSparkContext.fromSparkContext(spark.sparkContext())
        .hadoopFile(path.toString(), TextInputFormat.class, LongWritable.class, Text.class)
        .map(line -> Arrays.copyOf(line._2().getBytes(), line._2().getLength()));
  }

  private static boolean blank(byte[] line) {
    for (byte b : line) {
      if (b != ' ' && b != '\t') {
        return false;
      }
    }
    return true;
  }
}
