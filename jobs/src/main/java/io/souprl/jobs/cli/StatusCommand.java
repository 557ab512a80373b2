package io.souprl.jobs.cli;

import io.souprl.config.SoupConfig;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.status.RunStatus;
import io.souprl.jobs.status.StatusFormat;
import java.io.PrintWriter;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A run at a glance; takes no lock and changes nothing. */
@Command(
    name = "status",
    description =
        "Say what a run has done, who works on it, what is next, its last figures, its disk use and"
            + " what killed processes left.")
final class StatusCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private RunOptions options;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text or json (one object); default: ${DEFAULT-VALUE}.")
  private StatusFormat format;

  @Override
  public void run() {
    SoupConfig config = options.load();
    try (SparkSession spark = Sessions.open("status");
        Run opened = Run.read(spark, config)) {
      PrintWriter output = spec.commandLine().getOut();
      output.print(format.render(RunStatus.of(opened)));
      output.flush();
    }
  }
}
