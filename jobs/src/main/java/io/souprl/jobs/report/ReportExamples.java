package io.souprl.jobs.report;

import static io.souprl.jobs.table.RowReader.integer;
import static io.souprl.jobs.table.RowReader.string;

import io.souprl.jobs.table.RowReader;
import io.souprl.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Rollouts that are worth a look, each token coloured by the policy that sampled it. */
final class ReportExamples {
  /** Rounds at the end of the run that examples are taken from. */
  private static final int ROUNDS = 5;

  private static final int TOKENS_SHOWN = 400;

  /** Classes of the style sheet for past policies: 1, 2 to 4, 5 and more versions back. */
  private static final List<String> LAG_CLASSES = List.of("lag1", "lag2", "lag5");

  private final SparkSession spark;
  private final Tokenizer tokenizer;
  private final StringBuilder html = new StringBuilder();

  /**
   * @param spark a session in which the run's tables are registered
   * @param tokenizer that of the run's policies; null when their files are gone, and then a
   *     response is shown as its text
   */
  ReportExamples(SparkSession spark, Tokenizer tokenizer) {
    this.spark = spark;
    this.tokenizer = tokenizer;
  }

  /**
   * The examples as HTML.
   *
   * @param lastRound the last round that is sampled
   */
  String of(int lastRound) {
    for (ExampleKind kind : ExampleKind.values()) {
      List<Row> rows = spark.sql(kind.query(lastRound - ROUNDS + 1)).collectAsList();
      if (!rows.isEmpty()) {
        html.append("<h3>%s</h3>\n<p>%s</p>\n".formatted(kind.title(), kind.meaning()));
        rows.forEach(this::add);
      }
    }
    return html.toString();
  }

  private void add(Row row) {
    html.append("<article class=\"rollout\">\n<p class=\"facts\">");
    html.append(
        Html.escape(
            "round %d, prompt %s, sample %d: %s, reward %s, ended by %s"
                .formatted(
                    integer(row, "round"),
                    string(row, "prompt_id"),
                    integer(row, "sample_index"),
                    RowReader.isNull(row, "status") ? "not scored" : string(row, "status"),
                    number(RowReader.nullableDouble(row, "reward")),
                    string(row, "finish_reason"))));
    html.append("</p>\n<pre class=\"prompt\">").append(Html.escape(string(row, "prompt")));
    html.append("</pre>\n<pre>");
    if (!RowReader.isNull(row, "error")) {
      html.append(Html.escape(string(row, "error")));
    } else if (tokenizer == null) {
      html.append(Html.escape(string(row, "response_text")));
    } else {
      response(row);
    }
    html.append("</pre>\n<p class=\"facts\">gold <code>");
    html.append(Html.escape(string(row, "answer"))).append("</code>");
    if (!RowReader.isNull(row, "extracted_answer")) {
      html.append(", read <code>");
      html.append(Html.escape(string(row, "extracted_answer"))).append("</code>");
    }
    if (!RowReader.isNull(row, "detail")) {
      html.append(" (").append(Html.escape(string(row, "detail"))).append(")");
    }
    html.append("</p>\n</article>\n");
  }

  private void response(Row row) {
    int[] ids = RowReader.ints(row, "response_token_ids");
    float[] recorded = RowReader.floats(row, "behaviour_logprobs");
    float[] current = RowReader.floats(row, "current_logprobs");
    int shown = Math.min(ids.length, TOKENS_SHOWN);
    List<String> pieces = TokenText.pieces(tokenizer, Arrays.copyOf(ids, shown));
    int policy = integer(row, "policy_version");
    int token = 0;
    for (Row segment : row.<Row>getList(row.fieldIndex("segments"))) {
      int sampler = integer(segment, "policy_version");
      for (int end = token + integer(segment, "length"); token < end && token < shown; token++) {
        html.append(
            String.format(
                Locale.ROOT,
                "<span%s title=\"token %d, id %d, sampled by version %d with p %.3g, now %.3g\">%s</span>",
                lagClass(policy - sampler),
                token,
                ids[token],
                sampler,
                Math.exp(recorded[token]),
                Math.exp(current[token]),
                Html.escape(pieces.get(token))));
      }
    }
    if (shown < ids.length) {
      html.append("\n... and ").append(ids.length - shown).append(" more tokens");
    }
  }

  private static String lagClass(int lag) {
    if (lag == 0) {
      return "";
    }
    return " class=\"" + LAG_CLASSES.get(lag == 1 ? 0 : lag < 5 ? 1 : 2) + "\"";
  }

  private static String number(Double value) {
    return value == null ? "none" : String.format(Locale.ROOT, "%.3g", value);
  }
}
