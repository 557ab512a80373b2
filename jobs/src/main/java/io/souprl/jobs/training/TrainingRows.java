package io.souprl.jobs.training;

import io.souprl.jobs.run.Run;
import io.souprl.jobs.table.RowBuilder;
import io.souprl.jobs.table.Tables;
import io.souprl.table.StageName;
import io.souprl.table.TableName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;

/** Writes what training consumes: every rollout of the round once an epoch. */
final class TrainingRows {
  private TrainingRows() {}

  /** Its step was skipped, because a value was not finite. */
  private static final String SKIPPED_STEP = "skipped_step";

  static void append(
      Run run,
      int round,
      JavaRDD<GroupedRollout> groups,
      Map<String, List<BatchPlace>> places,
      Set<Integer> skippedSteps) {
    RowBuilder builder = run.tables().rows(TableName.TRAINING_ROWS);
    Broadcast<Map<String, List<BatchPlace>>> shared =
        JavaSparkContext.fromSparkContext(run.spark().sparkContext()).broadcast(places);
    String runId = run.id();
    JavaRDD<Row> rows =
        groups.flatMap(
            group ->
                shared.value().get(group.promptId()).stream()
                    .map(place -> row(builder, runId, round, group, place, skippedSteps))
                    .iterator());
    run.tables()
        .append(
            TableName.TRAINING_ROWS,
            run.spark().createDataFrame(rows, run.tables().schema(TableName.TRAINING_ROWS)),
            Tables.transaction(run.id(), StageName.TRAINING, round));
  }

  private static Row row(
      RowBuilder builder,
      String runId,
      int round,
      GroupedRollout group,
      BatchPlace place,
      Set<Integer> skippedSteps) {
    boolean skipped = group.included() && skippedSteps.contains(place.step());
    return builder.row(
        "run_id", runId,
        "round", round,
        "step", place.step(),
        "epoch", place.epoch(),
        "rollout_id", group.rolloutId(),
        "reward", group.reward(),
        "advantage", group.advantage(),
        "included", group.included() && !skipped,
        "excluded_reason", skipped ? SKIPPED_STEP : group.excludedReason(),
        "verifier", group.verifier(),
        "verifier_version", group.verifierVersion());
  }
}
