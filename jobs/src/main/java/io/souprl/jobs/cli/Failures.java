package io.souprl.jobs.cli;

import io.souprl.error.InputException;
import java.io.PrintWriter;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what a command throws into a message and an exit code. */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  /** Arguments that are no command: the reason, the nearest names, where the help is. */
  static int refuse(ParameterException exception, String[] arguments) {
    CommandLine command = exception.getCommandLine();
    PrintWriter errors = command.getErr();
    errors.println(exception.getMessage());
    UnmatchedArgumentException.printSuggestions(exception, errors);
    errors.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE;
  }

  /** Bad input is told as it is; anything else is a failure whose trace goes to the log. */
  static int report(Exception exception, CommandLine command, ParseResult arguments) {
    return report(exception, command);
  }

  static int report(Throwable exception, CommandLine command) {
    PrintWriter errors = command.getErr();
    Optional<InputException> refusal = refusal(exception);
    if (refusal.isPresent()) {
      refusal.get().problems().forEach(errors::println);
      return ExitCode.USAGE;
    }
    String name = command.getCommandSpec().qualifiedName();
    LOG.error("{} failed", name, exception);
    errors.println(name + " failed: " + reason(exception));
    return ExitCode.SOFTWARE;
  }

  /** The refusal behind an exception: executors' ones come wrapped by Spark. */
  private static Optional<InputException> refusal(Throwable exception) {
    for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
      if (cause instanceof InputException refusal) {
        return Optional.of(refusal);
      }
    }
    return Optional.empty();
  }

  /** What could not be done, by the exception that says so, and why: what was thrown first. */
  private static String reason(Throwable exception) {
    String undone = "";
    Throwable root = exception;
    while (root.getCause() != null) {
      if (undone.isEmpty() && firstLine(root).startsWith("Cannot ")) {
        undone = firstLine(root);
      }
      root = root.getCause();
    }
    String first = firstLine(root).isEmpty() ? root.getClass().getName() : firstLine(root);
    return undone.isEmpty() || first.startsWith("Cannot ") || undone.contains(first)
        ? first
        : undone + ": " + first;
  }

  private static String firstLine(Throwable exception) {
    String message = exception.getMessage() == null ? "" : exception.getMessage().strip();
    return message.lines().findFirst().orElse("");
  }
}
