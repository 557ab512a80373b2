package io.souprl.jobs.round;

import io.souprl.error.InputErrors;
import io.souprl.jobs.run.Run;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Rounds by the names that a scheduler gives them, one small file a name: a name that was answered
 * once keeps its round, also when that is done, so that repeating a scheduled run repeats nothing.
 */
public final class NamedRounds {
  private static final String FOLDER = "names/";
  private static final int LONGEST_NAME = 200;

  private NamedRounds() {}

  /**
   * The round of this name: for a new one the lowest that is not complete.
   *
   * @throws io.souprl.error.InputException when the name cannot be that of a file
   */
  public static int of(Run run, String name) {
    String file = FOLDER + encoded(name);
    return run.directory()
        .read(file)
        .map(text -> parse(run, file, text))
        .orElseGet(
            () -> {
              int next = run.ledger().nextRound();
              run.directory().write(file, next + "\n");
              return next;
            });
  }

  private static String encoded(String name) {
    String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace(".", "%2E");
    if (name.isBlank() || encoded.length() > LONGEST_NAME) {
      throw InputErrors.of(
          "--name",
          name.isBlank() ? "it is empty" : "it is longer than %d bytes".formatted(LONGEST_NAME),
          "Give a short one, such as the scheduler's id of the run.");
    }
    return encoded;
  }

  private static int parse(Run run, String file, String text) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw InputErrors.of(
          run.directory().root() + "/" + file,
          "it holds no round",
          "Write the number of the round into it, or delete it.",
          e);
    }
  }
}
