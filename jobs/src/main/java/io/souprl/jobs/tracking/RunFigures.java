package io.souprl.jobs.tracking;

import static org.apache.spark.sql.functions.col;

import io.souprl.config.SoupConfig;
import io.souprl.jobs.table.RunDirectory;
import io.souprl.jobs.table.Tables;
import io.souprl.table.StageName;
import io.souprl.table.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;

/**
 * What a tracking server is told of a run.
 *
 * @param config of the round at hand
 */
public record RunFigures(SoupConfig config, RunDirectory directory, Tables tables) {
  /** Metrics of a trained round as a whole, by name; values that are not finite are left out. */
  Map<String, Double> metrics(int round) {
    Map<String, Double> metrics = tables.metrics(round);
    metrics.values().removeIf(value -> !Double.isFinite(value));
    return metrics;
  }

  /** All evaluations, oldest first. */
  List<Row> evaluations() {
    return tables
        .read(TableName.EVALS)
        .orderBy("round", "split", "dataset", "metric", "k")
        .collectAsList();
  }

  /** When a stage ended, by the manifest: the same whenever it is asked. */
  Instant ended(StageName stage, int round) {
    return tables
        .read(TableName.ROUNDS, round)
        .where(col("stage").equalTo(stage.text()))
        .select("ended_at")
        .first()
        .getTimestamp(0)
        .toInstant();
  }
}
