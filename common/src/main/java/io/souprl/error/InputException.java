package io.souprl.error;

import java.util.List;

/**
 * Bad configuration or input. It is thrown before any work starts, the command line prints its
 * message without a stack trace and ends with exit code 2. Made only by {@link InputErrors}.
 */
public final class InputException extends RuntimeException {
  private final List<String> problems;

  InputException(List<String> problems, Throwable cause) {
    super(String.join(System.lineSeparator(), problems), cause);
    this.problems = List.copyOf(problems);
  }

  /** Every problem found, one sentence each, in the order found. */
  public List<String> problems() {
    return problems;
  }
}
