package io.souprl.jobs.report;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What a run has come to, in a handful of numbers. */
final class KeyFigures {
  private KeyFigures() {}

  /**
   * Texts by what they say, in the order of the page; what there is no data for is left out.
   *
   * @param spark a session in which the run's tables and views are registered
   */
  static Map<String, String> of(SparkSession spark) {
    Map<String, String> figures = new LinkedHashMap<>();
    for (Row row :
        spark
            .sql(
                "SELECT split, k, MIN_BY(pass_at_k, round), MAX_BY(pass_at_k, round) FROM pass_at_k"
                    + " WHERE dataset = '*' AND k IN (1, (SELECT MAX(k) FROM evals WHERE metric = 'pass'))"
                    + " GROUP BY split, k ORDER BY split, k")
            .collectAsList()) {
      figures.put(
          "pass@%d, %s".formatted(row.getInt(1), row.getString(0)),
          change(row.getDouble(2), row.getDouble(3)));
    }
    Row rounds =
        spark
            .sql(
                "SELECT COUNT(*), MIN_BY(reward, round), MAX_BY(reward, round), SUM(rollouts),"
                    + " SUM(generated_tokens), SUM(reused_tokens + prefix_generated_tokens)"
                    + " FROM round_summary")
            .first();
    if (rounds.getLong(0) > 0) {
      figures.put("rounds", count(rounds.getLong(0)));
      if (!rounds.isNullAt(1)) {
        figures.put(
            "reward, first and last round", change(rounds.getDouble(1), rounds.getDouble(2)));
      }
      figures.put("rollouts", count(rounds.getLong(3)));
      figures.put("tokens sampled", count(rounds.getLong(4)));
      figures.put("tokens from past policies", count(rounds.getLong(5)));
    }
    Row time =
        spark
            .sql(
                "SELECT SUM(counts['seconds']), COALESCE(SUM(counts['model_seconds']), 0) FROM rounds")
            .first();
    if (!time.isNullAt(0)) {
      figures.put(
          "time of all stages",
          String.format(
              Locale.ROOT,
              "%.0f s, %.0f %% in the model",
              time.getDouble(0),
              100 * time.getDouble(1) / time.getDouble(0)));
    }
    return figures;
  }

  private static String change(double before, double after) {
    return String.format(Locale.ROOT, "%.3f \u2192 %.3f", before, after);
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
