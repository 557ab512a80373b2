package io.souprl.table;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The tables of a run. Their columns, comments and constraints are in {@code <name>.sql}. */
public enum TableName {
  PROMPTS,
  CHECKPOINTS,
  ROLLOUTS,
  SCORES,
  TRAINING_ROWS,
  QUARANTINE,
  METRICS,
  EVALS,
  ROUNDS;

  /** The name in SQL and below run.dir. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The CREATE TABLE statement of a table at this path. */
  public String createStatement(String path) {
    return resource(text() + ".sql").replace("${path}", path);
  }

  static String resource(String name) {
    try (InputStream stream = TableName.class.getResourceAsStream(name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read resource " + name, e);
    }
  }
}
