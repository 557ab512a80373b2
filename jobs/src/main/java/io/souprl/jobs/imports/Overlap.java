package io.souprl.jobs.imports;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.min;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Texts that are the same or share a stretch: how training data comes to hold what it is evaluated
 * on. Case, punctuation and blanks do not count.
 */
final class Overlap {
  /** Words in a row that two prompts do not share by chance; shorter prompts count as a whole. */
  static final int WORDS = 13;

  private static final String NORMAL =
      "trim(regexp_replace(lower(prompt), '[^\\\\p{L}\\\\p{N}+*/=<>^-]+', ' '))";

  private Overlap() {}

  /** What is the same in two prompts that say the same. */
  static Column normal() {
    return expr(NORMAL);
  }

  /**
   * The first of these prompts that shares a stretch with one of another kind, by number.
   *
   * @param rows number and prompt
   * @param others prompt_id and prompt
   * @return number and other, the prompt_id of one that it shares a stretch with
   */
  static Dataset<Row> of(Dataset<Row> rows, Dataset<Row> others) {
    Dataset<Row> theirs =
        stretches(others, "prompt_id").groupBy("stretch").agg(min("prompt_id").as("other"));
    return stretches(rows, "number")
        .join(theirs, "stretch")
        .groupBy(col("number"))
        .agg(min("other").as("other"));
  }

  private static Dataset<Row> stretches(Dataset<Row> rows, String name) {
    return rows.select(col(name), expr("split(" + NORMAL + ", ' ')").as("words"))
        .select(
            col(name),
            expr(("explode(transform(sequence(1, greatest(1, size(words) - %d)),"
                        + " i -> xxhash64(concat_ws(' ', slice(words, i, %d)))))")
                    .formatted(WORDS - 1, WORDS))
                .as("stretch"))
        .distinct();
  }
}
