package io.souprl.jobs.training;

import static io.souprl.jobs.table.RowReader.string;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.souprl.error.InputErrors;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.table.SoundRollouts;
import io.souprl.table.TableName;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Refuses rollouts that importance ratios cannot be taken of: log-probabilities of another length
 * than the response, another temperature, truncated sampling. Rollouts that failed are left out of
 * training and may be anything.
 */
final class TrainableRows {
  private static final String ROLLOUT_ID = "rollout_id";

  private TrainableRows() {}

  static void check(Run run, int round) {
    double temperature = run.config().rollout().temperature();
    Column damaged = not(SoundRollouts.complete());
    Column other = not(SoundRollouts.atTemperature(temperature));
    Column truncated = not(SoundRollouts.untruncated());
    Dataset<Row> rows =
        run.tables().read(TableName.ROLLOUTS, round).where(SoundRollouts.finished());
    Row found =
        rows.agg(
                first(damaged),
                first(other),
                first(truncated),
                count(when(damaged, 1)),
                count(when(other, 1)),
                count(when(truncated, 1)))
            .head();
    List<String> problems = new ArrayList<>();
    if (!found.isNullAt(0)) {
      problems.add(damaged(rows, found.getString(0), found.getLong(3)));
    }
    if (!found.isNullAt(1)) {
      problems.add(
          otherTemperature(rows, found.getString(1), found.getLong(4), round, temperature));
    }
    if (!found.isNullAt(2)) {
      problems.add(truncated(rows, found.getString(2), found.getLong(5)));
    }
    if (!problems.isEmpty()) {
      throw InputErrors.all(problems);
    }
  }

  /** The smallest id of those that the condition holds of. */
  private static Column first(Column condition) {
    return min(when(condition, col(ROLLOUT_ID)));
  }

  private static String damaged(Dataset<Row> rows, String id, long number) {
    String sizes =
        text(
            rows,
            id,
            "concat(size(response_token_ids), ' response_token_ids, ', size(behaviour_logprobs),"
                + " ' behaviour_logprobs, ', size(current_logprobs), ' current_logprobs, segments"
                + " of ', aggregate(segments.length, 0, (sum, length) -> sum + length), ' tokens"
                + " and a prefix of ', prefix_length)");
    return problem(
        row(id),
        "it does not fit together: %s%s".formatted(sizes, others(number)),
        "Restore the rollouts table to the version that the rollout stage wrote (RESTORE TABLE).");
  }

  private static String otherTemperature(
      Dataset<Row> rows, String id, long number, int round, double temperature) {
    return problem(
        "rollout.temperature",
        "it is %s, but rollout_id '%s' of round %d was sampled at %s%s"
            .formatted(
                temperature,
                id,
                round,
                text(rows, id, "coalesce(string(sampling.temperature), 'an unknown one')"),
                others(number)),
        "Train a round at the temperature that it was sampled at.");
  }

  private static String truncated(Dataset<Row> rows, String id, long number) {
    return problem(
        row(id),
        "it was sampled with %s%s"
            .formatted(
                text(
                    rows,
                    id,
                    "concat('top_p ', coalesce(string(sampling.top_p), '?'), ' and top_k ',"
                        + " coalesce(string(sampling.top_k), '?'))"),
                others(number)),
        "Sample from the whole softmax (top_p 1, top_k 0): truncation biases importance ratios.");
  }

  private static String row(String id) {
    return "rollouts, rollout_id '" + id + "'";
  }

  private static String others(long number) {
    return number == 1 ? "" : " (%d rows in all)".formatted(number);
  }

  private static String text(Dataset<Row> rows, String id, String expression) {
    return string(
        rows.where(col(ROLLOUT_ID).equalTo(id)).selectExpr(expression + " AS found").head(),
        "found");
  }

  private static String problem(String where, String problem, String fix) {
    return InputErrors.of(where, problem, fix).getMessage();
  }
}
