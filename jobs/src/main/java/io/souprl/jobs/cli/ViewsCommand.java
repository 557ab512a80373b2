package io.souprl.jobs.cli;

import io.souprl.config.SoupConfig;
import io.souprl.jobs.sql.ViewScript;
import io.souprl.jobs.table.RunDirectory;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A run's tables and views for other programs; takes no lock and changes nothing. */
@Command(
    name = "views",
    description = {
      "Print the tables and views of a run as CREATE VIEW statements, for spark-sql, PySpark or a"
          + " Thrift server with Delta Lake.",
      "They follow the run: the rows of a stage are seen from its end on."
    })
final class ViewsCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private RunOptions options;

  @Override
  public void run() {
    SoupConfig config = options.load();
    try (SparkSession spark = Sessions.open("views")) {
      RunDirectory directory =
          new RunDirectory(config.run().dir(), spark.sparkContext().hadoopConfiguration());
      spec.commandLine().getOut().print(ViewScript.of(spark, directory));
      spec.commandLine().getOut().flush();
    }
  }
}
