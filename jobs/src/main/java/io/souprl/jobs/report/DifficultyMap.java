package io.souprl.jobs.report;

import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A heat map of prompts by rounds: the pass rate of those that were sampled most often, hardest
 * first. Darker is better, and a round that did not sample a prompt has no cell.
 */
final class DifficultyMap {
  private static final int PROMPTS = 40;
  private static final int ROUNDS = 60;

  private static final String QUERY =
      """
      WITH verdicts AS (
        SELECT rollout_id, MAX_BY(status, scored_at) AS status FROM scores GROUP BY rollout_id
      ),
      rates AS (
        SELECT prompt_id, round, COUNT_IF(status = 'correct') / COUNT(*) AS rate
        FROM rollouts JOIN verdicts USING (rollout_id)
        WHERE round > (SELECT MAX(round) FROM rollouts) - %d
        GROUP BY prompt_id, round
      ),
      chosen AS (
        SELECT prompt_id, COUNT(*) AS rounds, AVG(rate) AS mean FROM rates
        GROUP BY prompt_id ORDER BY rounds DESC, prompt_id LIMIT %d
      )
      SELECT prompt_id, mean, round, rate FROM chosen JOIN rates USING (prompt_id)
      """;

  private DifficultyMap() {}

  /** The map as HTML; empty while nothing is scored. */
  static String of(SparkSession spark) {
    Map<String, SortedMap<Integer, Double>> rates = new TreeMap<>();
    Map<String, Double> means = new TreeMap<>();
    SortedSet<Integer> rounds = new TreeSet<>();
    for (Row row : spark.sql(QUERY.formatted(ROUNDS, PROMPTS)).collectAsList()) {
      means.put(row.getString(0), row.getDouble(1));
      rates
          .computeIfAbsent(row.getString(0), prompt -> new TreeMap<>())
          .put(row.getInt(2), row.getDouble(3));
      rounds.add(row.getInt(2));
    }
    if (rates.isEmpty()) {
      return "";
    }
    StringBuilder html =
        new StringBuilder("<div class=\"wide\"><table class=\"heat\">\n<tr><th>prompt</th>");
    rounds.forEach(round -> html.append("<th>").append(round).append("</th>"));
    html.append("</tr>\n");
    means.entrySet().stream()
        .sorted(
            Map.Entry.<String, Double>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .forEach(prompt -> row(html, prompt.getKey(), rates.get(prompt.getKey()), rounds));
    return html.append("</table></div>\n").toString();
  }

  private static void row(
      StringBuilder html,
      String prompt,
      SortedMap<Integer, Double> rates,
      SortedSet<Integer> rounds) {
    html.append("<tr><th>").append(Html.escape(prompt)).append("</th>");
    for (int round : rounds) {
      Double rate = rates.get(round);
      if (rate == null) {
        html.append("<td></td>");
      } else {
        html.append(
            String.format(
                Locale.ROOT,
                "<td style=\"background:hsl(205 80%% %d%%)\" title=\"%s, round %d: %.0f %% right\"></td>",
                Math.round(92 - 62 * rate),
                Html.escape(prompt),
                round,
                100 * rate));
      }
    }
    html.append("</tr>\n");
  }
}
