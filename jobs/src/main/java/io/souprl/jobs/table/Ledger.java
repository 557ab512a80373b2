package io.souprl.jobs.table;

import static io.souprl.jobs.table.RowReader.string;

import io.souprl.table.StageName;
import io.souprl.table.TableName;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The manifest: which stages of which rounds are done. A stage's rows count from the moment its
 * manifest row is committed.
 */
public final class Ledger {
  private record Done(StageName stage, int round) {}

  private final SparkSession spark;
  private final Tables tables;
  private final String runId;
  private final Map<Done, Map<String, Double>> done = new HashMap<>();

  /** Reads the manifest once; this process is the only one that adds to it. */
  public Ledger(SparkSession spark, Tables tables, String runId) {
    this.spark = spark;
    this.tables = tables;
    this.runId = runId;
    for (Row row :
        tables.read(TableName.ROUNDS).select("stage", "round", "counts").collectAsList()) {
      done.put(
          new Done(StageName.of(string(row, "stage")), RowReader.integer(row, "round")),
          RowReader.numbers(row, "counts"));
    }
  }

  public boolean done(StageName stage, int round) {
    return done.containsKey(new Done(stage, round));
  }

  /** What a stage made and how long it took; empty when it is not done. */
  public Map<String, Double> counts(StageName stage, int round) {
    return done.getOrDefault(new Done(stage, round), Map.of());
  }

  /** The lowest round whose training is not done. */
  public int nextRound() {
    int round = 0;
    while (done(StageName.TRAINING, round)) {
      round++;
    }
    return round;
  }

  /** Whether any stage of the round has finished. */
  public boolean begun(int round) {
    return done.keySet().stream().anyMatch(entry -> entry.round() == round);
  }

  /** Commits a stage. */
  public void record(
      StageName stage,
      int round,
      String configHash,
      Map<String, Long> inputVersions,
      Map<String, Double> counts,
      Instant startedAt) {
    Row row =
        tables
            .rows(TableName.ROUNDS)
            .row(
                "run_id", runId,
                "round", round,
                "stage", stage.text(),
                "attempt", Tables.FIRST_ATTEMPT,
                "config_hash", configHash,
                "input_versions", inputVersions,
                "counts", counts,
                "platform", Platform.description(),
                "spark_app_id", spark.sparkContext().applicationId(),
                "started_at", startedAt,
                "ended_at", Instant.now());
    tables.append(TableName.ROUNDS, List.of(row), Tables.transaction(runId, stage, round));
    done.put(new Done(stage, round), Map.copyOf(counts));
  }
}
