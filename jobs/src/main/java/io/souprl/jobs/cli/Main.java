package io.souprl.jobs.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Entry point of {@code submit/souprl}; the exit code of the command is the exit code of the JVM.
 */
@Command(name = "souprl", mixinStandardHelpOptions = true, version = "souprl 0.1.0")
public final class Main implements Callable<Integer> {
  private Main() {}

  @Override
  public Integer call() {
    return 2;
  }

  /** Runs one command and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Main()).execute(arguments));
  }
}
