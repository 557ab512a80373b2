package io.souprl.jobs.cli;

import io.souprl.config.SoupConfig;
import io.souprl.jobs.report.RunReport;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.table.RunDirectory;
import io.souprl.jobs.text.Existing;
import io.souprl.jobs.text.OutputFile;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A run as one HTML file; takes no lock. */
@Command(
    name = "report",
    description = {
      "Write a run as one HTML file: figures, examples of rollouts, lineage and configuration.",
      "It needs no server and no network, and changes nothing of the run."
    })
final class ReportCommand implements Runnable {
  private static final String NAME = "report.html";

  @Spec private CommandSpec spec;
  @Mixin private RunOptions options;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = {
        "The file to write; default: report.html in the directory of a run on this machine, which is"
            + " replaced, and in the working directory for a remote one."
      })
  private Path output;

  @Option(names = "--overwrite", description = "Replace --output when it exists.")
  private boolean overwrite;

  @Override
  public void run() {
    SoupConfig config = options.load();
    if (output != null) {
      OutputFile.check(output, overwrite ? Existing.OVERWRITE : Existing.REFUSE);
    }
    try (SparkSession spark = Sessions.open("report");
        Run opened = Run.read(spark, config)) {
      Path file = output == null ? defaultFile(opened.directory()) : output;
      OutputFile.write(file, RunReport.of(opened));
      spec.commandLine().getOut().println("Report: " + file);
    }
  }

  private static Path defaultFile(RunDirectory directory) {
    Path file =
        directory.local()
            ? RunDirectory.localPath(directory.root()).resolve(NAME)
            : Path.of(NAME).toAbsolutePath();
    OutputFile.check(file, Existing.OVERWRITE);
    return file;
  }
}
