package io.souprl.jobs.scoring;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.souprl.jobs.table.Tables;
import io.souprl.table.TableName;
import io.souprl.verify.Verifiers;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Scores by the verifiers as they are now; those of older versions stay in the table beside. */
public final class CurrentScores {
  private CurrentScores() {}

  /** The rows of one round, at most one a rollout and verifier. */
  public static Dataset<Row> of(Tables tables, int round) {
    return between(tables, round, round);
  }

  /** The rows of the rounds from {@code first} to {@code last}. */
  public static Dataset<Row> between(Tables tables, int first, int last) {
    return of(tables).where(col("round").between(first, last));
  }

  /** The rows of all rounds. */
  public static Dataset<Row> of(Tables tables) {
    Column current = lit(false);
    for (String name : Verifiers.names()) {
      String version = Verifiers.named(name).version();
      current =
          current.or(col("verifier").equalTo(name).and(col("verifier_version").equalTo(version)));
    }
    return tables.read(TableName.SCORES).where(current);
  }
}
