package io.souprl.jobs.report;

import io.souprl.jobs.chart.LineChart;
import io.souprl.jobs.chart.Pictures;
import io.souprl.jobs.run.CheckpointFiles;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.sql.RunViews;
import io.souprl.jobs.table.PolicyVersion;
import io.souprl.tokenizer.Tokenizer;
import java.awt.Color;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A run as one HTML file, to be read without a server, a network or scripts: key figures, pictures,
 * a heat map of prompts, examples of rollouts, lineage, configuration. It shows what the manifest
 * says is done.
 */
public final class RunReport {
  private static final int ROWS_SHOWN = 30;

  private static final String DIFFICULTY =
      "Pass rate of the prompts that were sampled most often, hardest first: the darker, the better.";

  private static final String ROLLOUTS =
      "From the last rounds. Tokens are coloured by the policy that sampled them:"
          + " <span>the round's own</span>, <span class=\"lag1\">one version back</span>,"
          + " <span class=\"lag2\">two to four</span>, <span class=\"lag5\">five and more</span>."
          + " Point at one for its probabilities.";

  private final Run run;
  private final SparkSession spark;
  private final StringBuilder html = new StringBuilder();

  private RunReport(Run run) {
    this.run = run;
    this.spark = run.spark();
  }

  /**
   * The report of a run.
   *
   * @param run opened to read; its tables and views are registered in its session
   */
  public static String of(Run run) {
    RunViews.register(run.spark(), run.directory());
    RunReport report = new RunReport(run);
    report.page();
    return report.html.toString();
  }

  private void page() {
    int sampled = lastRound();
    html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n");
    html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
    html.append("<title>").append(Html.escape(run.id())).append("</title>\n<style>\n");
    html.append(style()).append("</style>\n</head>\n<body>\n");
    html.append("<h1>").append(Html.escape(run.id())).append("</h1>\n<p class=\"facts\">");
    html.append(Html.escape(run.directory().root().toString())).append("</p>\n");
    if (sampled < 0) {
      html.append("<p>No round has been sampled yet.</p>\n");
    }
    tiles();
    figures();
    section("Prompts by round", DifficultyMap.of(spark), DIFFICULTY);
    section("Rollouts", examples(sampled), ROLLOUTS);
    lineage();
    stages();
    run.frozenConfig(run.ledger().nextRound() - 1)
        .or(() -> run.frozenConfig(0))
        .ifPresent(
            yaml ->
                section(
                    "Configuration",
                    "<pre>" + Html.escape(yaml) + "</pre>\n",
                    "Of the last round."));
    html.append("</body>\n</html>\n");
  }

  private int lastRound() {
    Row last = spark.sql("SELECT MAX(round) FROM rollouts").first();
    return last.isNullAt(0) ? -1 : last.getInt(0);
  }

  private void tiles() {
    html.append("<dl class=\"tiles\">\n");
    for (Map.Entry<String, String> figure : KeyFigures.of(spark).entrySet()) {
      html.append(
          "<div><dt>%s</dt><dd>%s</dd></div>\n"
              .formatted(Html.escape(figure.getKey()), Html.escape(figure.getValue())));
    }
    html.append("</dl>\n");
  }

  private void figures() {
    html.append("<div class=\"figures\">\n");
    for (ReportFigure figure : ReportFigures.of(spark)) {
      String title = Html.escape(figure.title());
      html.append("<figure><h2>").append(title).append("</h2>\n");
      html.append(
          "<img width=\"%d\" height=\"%d\" alt=\"%s\" src=\"data:image/png;base64,%s\"/>\n"
              .formatted(
                  LineChart.WIDTH,
                  LineChart.HEIGHT,
                  title,
                  Base64.getEncoder().encodeToString(Pictures.bytes(figure.image()))));
      legend(figure.legend());
      html.append(
          "<figcaption>%s</figcaption></figure>\n".formatted(Html.escape(figure.meaning())));
    }
    html.append("</div>\n");
  }

  /** What the colours mean; one line needs no name. */
  private void legend(Map<String, Color> legend) {
    if (legend.size() < 2) {
      return;
    }
    html.append("<p class=\"legend\">");
    legend.forEach(
        (name, colour) ->
            html.append(
                "<span><i style=\"background:#%06x\"></i>%s</span>"
                    .formatted(colour.getRGB() & 0xFFFFFF, Html.escape(name))));
    html.append("</p>\n");
  }

  /** All policies of a run have the same tokenizer. */
  private String examples(int sampled) {
    Optional<PolicyVersion> policy =
        IntStream.iterate(
                run.checkpoints().newest(), version -> version >= 0, version -> version - 1)
            .mapToObj(version -> run.checkpoints().find(version))
            .flatMap(Optional::stream)
            .filter(CheckpointFiles::present)
            .findFirst();
    if (policy.isEmpty()) {
      return new ReportExamples(spark, null).of(sampled);
    }
    try (Tokenizer tokenizer = CheckpointFiles.withTokenizer(policy.get().uri(), Tokenizer::load)) {
      return new ReportExamples(spark, tokenizer).of(sampled);
    }
  }

  private void lineage() {
    section(
        "Policies",
        table(
            List.of("version", "round", "parent", "weights", "from run", "directory", "registered"),
            "SELECT policy_version, round, parent_version, LEFT(content_hash, 12), parent_run, uri,"
                + " DATE_FORMAT(created_at, 'yyyy-MM-dd HH:mm') FROM checkpoints"
                + " ORDER BY policy_version DESC LIMIT "
                + ROWS_SHOWN),
        "The newest first, at most " + ROWS_SHOWN + ".");
  }

  private void stages() {
    section(
        "Stages",
        table(
            List.of("stage", "rounds", "seconds a round", "of it the model's", "tokens a second"),
            "SELECT stage, COUNT(*), ROUND(AVG(counts['seconds']), 1), ROUND(AVG(counts['model_seconds']), 1),"
                + " ROUND(SUM(COALESCE(counts['generated_tokens'], counts['tokens'])) / SUM(counts['seconds']))"
                + " FROM rounds GROUP BY stage ORDER BY MIN(started_at)"),
        "Platform: " + platform() + ".");
  }

  private String platform() {
    List<Row> rows =
        spark
            .sql("SELECT DISTINCT platform FROM rounds WHERE platform IS NOT NULL")
            .collectAsList();
    return Html.escape(String.join("; ", rows.stream().map(row -> row.getString(0)).toList()));
  }

  private String table(List<String> head, String query) {
    List<List<String>> rows =
        spark.sql(query).collectAsList().stream()
            .map(
                row ->
                    IntStream.range(0, row.size())
                        .mapToObj(i -> row.isNullAt(i) ? "" : row.get(i).toString())
                        .toList())
            .toList();
    return rows.isEmpty() ? "" : Html.table(head, rows);
  }

  /** Nothing where there is no content. */
  private void section(String title, String content, String meaning) {
    if (!content.isEmpty()) {
      html.append("<h2>").append(title).append("</h2>\n<p>").append(meaning).append("</p>\n");
      html.append(content);
    }
  }

  private static String style() {
    try (InputStream stream = RunReport.class.getResourceAsStream("report.css")) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read report.css", e);
    }
  }
}
