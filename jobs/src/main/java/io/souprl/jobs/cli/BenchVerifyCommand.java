package io.souprl.jobs.cli;

import io.souprl.jobs.bench.VerifyBench;
import io.souprl.jobs.bench.VerifyBenchOptions;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures verification. */
@Command(
    name = "verify",
    description = {
      "Measure verification in rows a second on one thread, and with --python Math-Verify in one"
          + " process, in turn.",
      "Rows are JSONL with gold, completion and, if there is one, a label (true or false)."
    })
final class BenchVerifyCommand implements Runnable {
  @Spec private CommandSpec command;
  @Mixin private BenchRowOptions rows;

  @Option(
      names = "--label",
      paramLabel = "FIELD",
      defaultValue = "label",
      description = "Field with the label; default: ${DEFAULT-VALUE}.")
  private String label;

  @Option(
      names = "--python",
      paramLabel = "FILE",
      description =
          "Interpreter with the packages of jobs/src/bench/python/requirements-verify.txt; without"
              + " it only SoupRL is measured.")
  private Path python;

  @Option(
      names = "--repeats",
      paramLabel = "N",
      defaultValue = "3",
      description = "Timed turns of each; default: ${DEFAULT-VALUE}.")
  private int repeats;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "5",
      description =
          "A turn of ours passes over the rows until this time is over; one of Math-Verify is one"
              + " pass. Default: ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(
      names = "--work",
      required = true,
      paramLabel = "DIR",
      description = "Where scripts and logs are kept.")
  private Path work;

  @Override
  public void run() {
    command
        .commandLine()
        .getOut()
        .println(
            VerifyBench.run(
                new VerifyBenchOptions(
                    rows.rows(),
                    label,
                    rows.verifier(),
                    Optional.ofNullable(python),
                    repeats,
                    seconds,
                    work)));
  }
}
