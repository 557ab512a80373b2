package io.souprl.jobs.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/**
 * Entry point of {@code submit/souprl} and of every job. Exit codes: 0 done, 2 bad configuration or
 * input, 1 failure.
 */
public final class Main {
  private static final String DEPLOY_MODE = "spark.submit.deployMode";

  private Main() {}

  /** Runs the command that the arguments name and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    PrintWriter output = writer(FileDescriptor.out);
    PrintWriter errors = writer(FileDescriptor.err);
    int code = execute(output, errors, arguments);
    output.flush();
    errors.flush();
    end(code, System.getProperty(DEPLOY_MODE, "client"));
  }

  /** Runs one command with these options, as the main class of its job. */
  public static void main(String command, String[] options) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of(options));
    main(arguments.toArray(String[]::new));
  }

  /** Runs a command and returns its exit code. */
  static int execute(PrintWriter output, PrintWriter errors, String... arguments) {
    CommandLine commands =
        new CommandLine(new TopCommand())
            .setOut(output)
            .setErr(errors)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(Failures::refuse)
            .setExecutionExceptionHandler(Failures::report);
    try {
      return commands.execute(arguments);
    } catch (Error e) {
      return Failures.report(e, commands);
    }
  }

  /**
   * A cluster manager that runs the driver itself takes a return for success and an exception for
   * failure; everywhere else the exit code counts.
   */
  static void end(int code, String deployMode) {
    if (!deployMode.equals("cluster")) {
      System.exit(code);
    }
    if (code != 0) {
      throw new IllegalStateException("Cannot go on: the command ended with exit code " + code);
    }
  }

  private static PrintWriter writer(FileDescriptor descriptor) {
    return new PrintWriter(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
