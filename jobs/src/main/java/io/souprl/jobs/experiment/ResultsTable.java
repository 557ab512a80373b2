package io.souprl.jobs.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What the complete runs of an experiment came to, as a Delta table: one row a run and measure
 * (round is null), and one a run, round and curve.
 */
final class ResultsTable {
  private static final StructType TYPE =
      new StructType()
          .add("setting", DataTypes.StringType)
          .add("algorithm", DataTypes.StringType)
          .add("seed", DataTypes.LongType)
          .add("run_dir", DataTypes.StringType)
          .add("name", DataTypes.StringType)
          .add("round", DataTypes.IntegerType)
          .add("value", DataTypes.DoubleType);

  private final SparkSession spark;
  private final Path directory;

  ResultsTable(SparkSession spark, Path experiment) {
    this.spark = spark;
    this.directory = experiment.resolve("results");
  }

  /** Replaces the table's rows. */
  void write(List<RunResult> results) {
    List<Row> rows = new ArrayList<>();
    for (RunResult result : results) {
      result
          .values()
          .forEach((measure, value) -> rows.add(row(result, measure.title(), null, value)));
      result
          .curves()
          .forEach(
              (curve, values) ->
                  values.forEach(
                      (round, value) -> rows.add(row(result, curve.metric(), round, value))));
    }
    spark
        .createDataFrame(rows, TYPE)
        .coalesce(1)
        .write()
        .format("delta")
        .mode(SaveMode.Overwrite)
        .save(directory.toString());
  }

  private static Row row(RunResult result, String name, Integer round, double value) {
    ExperimentRun run = result.run();
    return RowFactory.create(
        run.setting(), run.algorithm(), run.seed(), run.config().run().dir(), name, round, value);
  }
}
