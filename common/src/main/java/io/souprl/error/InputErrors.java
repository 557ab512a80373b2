package io.souprl.error;

import java.util.List;

/** The one place that makes {@link InputException}s, so that all messages read alike. */
public final class InputErrors {
  private InputErrors() {}

  /**
   * A problem with the user's input, worded {@code "<where>: <problem>. <fix>"}.
   *
   * @param where the key, path, table, row or line at fault
   * @param problem what is wrong, with the offending value
   * @param fix what to do about it, a sentence with its full stop
   */
  public static InputException of(String where, String problem, String fix) {
    return of(where, problem, fix, null);
  }

  /** Same as {@link #of(String, String, String)}, keeping what was thrown underneath. */
  public static InputException of(String where, String problem, String fix, Throwable cause) {
    return new InputException(List.of(where + ": " + problem + ". " + fix), cause);
  }

  /** The same problem, with the place of the input that it was found in. */
  public static InputException at(String where, InputException problem) {
    return new InputException(
        problem.problems().stream().map(text -> where + ": " + text).toList(), problem);
  }

  /** Several problems reported at once. */
  public static InputException all(List<String> problems) {
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("Cannot report problems: there are none");
    }
    return new InputException(problems, null);
  }
}
