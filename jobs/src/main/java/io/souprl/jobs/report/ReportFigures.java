package io.souprl.jobs.report;

import io.souprl.jobs.chart.LineChart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** Draws a run's pictures from its tables and views. One without data is left out. */
final class ReportFigures {
  private static final String ROUND = "round";

  /** Rounds back to the policy that sampled a token, from and to. */
  private static final String LAG_CLASS =
      "CASE WHEN lag = 0 THEN 'current' WHEN lag = 1 THEN '1 back' WHEN lag < 5 THEN '2-4 back'"
          + " WHEN lag < 10 THEN '5-9 back' ELSE '10 and more' END";

  /** The evaluated split with the most prompts. */
  private static final String SPLIT =
      "(SELECT MAX_BY(split, prompts) FROM evals WHERE dataset = '*')";

  private static final int LENGTH_CLASSES = 24;

  private final SparkSession spark;
  private final List<ReportFigure> figures = new ArrayList<>();

  private ReportFigures(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * The pictures in the order of the page.
   *
   * @param spark a session in which the run's tables and views are registered
   */
  static List<ReportFigure> of(SparkSession spark) {
    ReportFigures drawn = new ReportFigures(spark);
    drawn.evaluations();
    drawn.metrics();
    drawn.lengths();
    drawn.lineage();
    drawn.time();
    drawn.steps();
    return drawn.figures;
  }

  private void evaluations() {
    LineChart byVersion = new LineChart("policy version").fromZero();
    lines(
            "SELECT CONCAT('pass@', k) AS line, policy_version, pass_at_k FROM pass_at_k"
                + " WHERE dataset = '*' AND k IN (1, 2, 4, 8, 16, 32) AND split = "
                + SPLIT
                + " ORDER BY k")
        .forEach(byVersion::line);
    add(
        "pass@k on held-out prompts",
        "Unbiased estimates over the evaluation split. Version 0 is the base policy.",
        byVersion);
    LineChart byK = new LineChart("k").exponents().fromZero();
    lines(
            "SELECT IF(policy_version = 0, 'base', CONCAT('version ', policy_version)) AS line,"
                + " LOG2(k), pass_at_k FROM pass_at_k WHERE dataset = '*' AND split = "
                + SPLIT
                + " AND policy_version IN (SELECT EXPLODE(ARRAY(MIN(policy_version),"
                + " MAX(policy_version))) FROM evals) ORDER BY policy_version, k")
        .forEach(byK::line);
    add(
        "pass@k, before and after",
        "RL sharpens a policy: the left end rises. Where the right end falls, it has forgotten ways to"
            + " be right.",
        byK);
  }

  private void metrics() {
    Map<String, SortedMap<Double, Double>> values = new TreeMap<>();
    for (Row row :
        spark
            .table("metrics")
            .where("step = -1 AND round >= 0")
            .where(functions.col("name").isInCollection(MetricFigure.metrics()))
            .select("name", "round", "value")
            .collectAsList()) {
      values
          .computeIfAbsent(row.getString(0), name -> new TreeMap<>())
          .put((double) row.getInt(1), row.getDouble(2));
    }
    for (MetricFigure figure : MetricFigure.ALL) {
      LineChart chart = new LineChart(ROUND).fromZero();
      figure
          .lines()
          .forEach(
              (name, metric) -> chart.line(name, values.getOrDefault(metric, new TreeMap<>())));
      add(figure.title(), figure.meaning(), chart);
    }
  }

  private void lengths() {
    Row bounds =
        spark
            .sql(
                "SELECT MIN(round), MAX(round), MAX(SIZE(response_token_ids)) FROM rollouts"
                    + " WHERE finish_reason <> 'error'")
            .first();
    if (bounds.isNullAt(0)) {
      return;
    }
    int width = Math.max(1, (bounds.getInt(2) + LENGTH_CLASSES - 1) / LENGTH_CLASSES);
    LineChart chart = new LineChart("tokens").fromZero();
    lines(
            ("SELECT CONCAT('round ', round), length, COUNT(*) / SUM(COUNT(*)) OVER (PARTITION BY round)"
                    + " FROM (SELECT round, INT((SIZE(response_token_ids) - 1) / %1$d) * %1$d + 1 AS length"
                    + " FROM rollouts WHERE finish_reason <> 'error' AND round IN (%2$d, %3$d))"
                    + " GROUP BY round, length ORDER BY round, length")
                .formatted(width, bounds.getInt(0), bounds.getInt(1)))
        .forEach(chart::line);
    add(
        "How long responses are",
        "Fraction of the first and the last round's responses by length"
            + (width == 1 ? "." : ", in classes of %d tokens.".formatted(width)),
        chart);
  }

  private void lineage() {
    LineChart chart = new LineChart(ROUND).fromZero();
    lines(
            ("SELECT sampler, round, tokens / SUM(tokens) OVER (PARTITION BY round) FROM"
                    + " (SELECT %1$s AS sampler, round, MIN(lag) AS first, SUM(length) AS tokens FROM"
                    + " (SELECT round, policy_version - segment.policy_version AS lag, segment.length"
                    + " FROM rollouts LATERAL VIEW EXPLODE(segments) exploded AS segment"
                    + " WHERE finish_reason <> 'error') GROUP BY round, %1$s) ORDER BY first, round")
                .formatted(LAG_CLASS))
        .forEach(chart::line);
    add(
        "Who sampled the tokens",
        "Fraction of a round's response tokens by how many policy versions back their sampler is.",
        chart);
  }

  private void time() {
    LineChart chart = new LineChart(ROUND).fromZero();
    lines(
            "SELECT stage, round, counts['seconds'] FROM rounds WHERE round >= 0"
                + " AND counts['seconds'] IS NOT NULL ORDER BY started_at")
        .forEach(chart::line);
    add("Seconds of each stage", "Wall time by round.", chart);
  }

  private void steps() {
    LineChart norm = new LineChart("optimiser step").fromZero();
    lines("SELECT 'norm', global_step, grad_norm FROM training_curve ORDER BY global_step")
        .forEach(norm::line);
    add("Gradient norm", "Before clipping, by optimiser step of the run.", norm);
    LineChart kl = new LineChart("optimiser step");
    lines("SELECT 'kl', global_step, ppo_kl FROM training_curve ORDER BY global_step")
        .forEach(kl::line);
    add(
        "Distance from the sampling policies",
        "Mean of recorded minus current log-probability, in nats a token, by optimiser step.",
        kl);
  }

  private void add(String title, String meaning, LineChart chart) {
    if (!chart.isEmpty()) {
      figures.add(new ReportFigure(title, meaning, chart.legend(), chart.draw()));
    }
  }

  /** Lines of a query of (line, x, y), in its order; rows without a value are left out. */
  private Map<String, SortedMap<Double, Double>> lines(String query) {
    Map<String, SortedMap<Double, Double>> lines = new LinkedHashMap<>();
    for (Row row : spark.sql(query).collectAsList()) {
      if (!row.isNullAt(2)) {
        lines
            .computeIfAbsent(row.getString(0), line -> new TreeMap<>())
            .put(((Number) row.get(1)).doubleValue(), ((Number) row.get(2)).doubleValue());
      }
    }
    return lines;
  }
}
