package io.souprl.jobs.rollout;

import static io.souprl.jobs.table.RowReader.string;

import io.souprl.jobs.run.Run;
import io.souprl.jobs.scoring.RunVerifiers;
import io.souprl.table.TableName;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** How often prompts were solved in the rounds [round - history.window, round - 1]. */
final class PassRates {
  private PassRates() {}

  /**
   * Correct rollouts of a prompt as a fraction of its scored ones, prefixed ones among them, by the
   * prompt's own verifier at its current version. A prompt without any has no entry.
   */
  static Map<String, Double> of(Run run, int round) {
    Map<String, Double> rates = new HashMap<>();
    if (round == 0) {
      return rates;
    }
    HistoryWindow window = HistoryWindow.of(run, round);
    Dataset<Row> rollouts =
        run.tables()
            .read(TableName.ROLLOUTS)
            .where(window.holdsRound())
            .select("rollout_id", "prompt_id");
    Dataset<Row> perPrompt =
        RunVerifiers.of(run)
            .joined(rollouts, window.oldest(), window.newest())
            .where("reward IS NOT NULL")
            .groupBy("prompt_id")
            .agg(functions.expr("count_if(status = 'correct') / count(*)").as("pass_rate"));
    for (Row row : perPrompt.collectAsList()) {
      rates.put(string(row, "prompt_id"), row.<Double>getAs("pass_rate"));
    }
    return rates;
  }
}
