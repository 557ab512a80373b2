package io.souprl.jobs.cli;

import io.souprl.config.SoupConfig;
import io.souprl.jobs.quickstart.QuickstartJob;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs the quickstart, by default under conf/quickstart.yaml, which the jar carries. */
@Command(
    name = "quickstart",
    description = {
      "Warm up a small model on the Countdown task, run real rounds, and show what they brought.",
      "Without --config it takes conf/quickstart.yaml; --set run.dir=DIR puts it elsewhere."
    })
final class QuickstartCommand implements Runnable {
  private static final String CONFIG = "/io/souprl/jobs/quickstart/quickstart.yaml";

  @Spec private CommandSpec spec;

  @Mixin private ConfigOptions options;

  @Override
  public void run() {
    SoupConfig config =
        options.hasFile() ? options.load() : SoupConfig.parse(packaged(), options.overrides());
    try (SparkSession spark = Sessions.open("quickstart")) {
      spec.commandLine().getOut().println(QuickstartJob.run(spark, config));
    }
  }

  private static String packaged() {
    try (InputStream stream = QuickstartCommand.class.getResourceAsStream(CONFIG)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read resource " + CONFIG, e);
    }
  }
}
