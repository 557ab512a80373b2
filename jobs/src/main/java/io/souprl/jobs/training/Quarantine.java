package io.souprl.jobs.training;

import io.souprl.jobs.run.Run;
import io.souprl.jobs.table.RowBuilder;
import io.souprl.jobs.table.Tables;
import io.souprl.table.StageName;
import io.souprl.table.TableName;
import io.souprl.training.RowFault;
import io.souprl.training.StepResult;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Names the rows of steps that were skipped, because a value was not finite. */
final class Quarantine {
  private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);

  /** Where no row alone is at fault, but the sum over the batch. */
  private static final String SUM = "gradient_sum";

  /** Where a rollout stands in the batches of the round. */
  private record Position(int step, int slot, int sampleIndex) {}

  private record Sample(String promptId, int sampleIndex, String rolloutId)
      implements Serializable {}

  private Quarantine() {}

  /**
   * Appends the rows at fault, in one commit, and then refuses to go on when training has stopped.
   *
   * @return how many rows are at fault
   * @throws IllegalStateException when too many steps in a row were skipped
   */
  static long append(Run run, int round, TrainableRound trainable, List<StepResult> steps) {
    List<StepResult> skipped = steps.stream().filter(StepResult::skipped).toList();
    if (skipped.isEmpty()) {
      return 0;
    }
    List<Row> rows = rows(run, round, trainable, skipped);
    boolean stopped = StepResult.stopped(steps);
    // A round that stops is trained again later, and what is found then is another commit.
    String attempt = stopped ? "/" + run.tables().version(TableName.QUARANTINE) : "";
    run.tables()
        .append(
            TableName.QUARANTINE,
            rows,
            Tables.transaction(run.id(), StageName.TRAINING, round) + attempt);
    LOG.warn(
        "round {} training: {} steps skipped, {} rows with values that are not finite",
        round,
        skipped.size(),
        rows.size());
    if (stopped) {
      throw new IllegalStateException(
          ("Cannot train round %d: %d steps in a row had values that are not finite, and nothing was"
                  + " written but their rows: SELECT * FROM quarantine WHERE round = %d. Lower"
                  + " training.optimizer.learning-rate or loss coefficients, look for huge rewards,"
                  + " or go on from an earlier policy version.")
              .formatted(round, StepResult.MOST_SKIPPED, round));
    }
    return rows.size();
  }

  private static List<Row> rows(
      Run run, int round, TrainableRound trainable, List<StepResult> skipped) {
    Map<Position, String> rollouts = rollouts(trainable);
    RowBuilder builder = run.tables().rows(TableName.QUARANTINE);
    List<Row> rows = new ArrayList<>();
    for (StepResult result : skipped) {
      int step = result.plan().step();
      List<RowFault> faults = result.statistics().faults();
      for (RowFault fault : faults) {
        String rollout = rollouts.get(new Position(step, fault.slot(), fault.sampleIndex()));
        String quantity = fault.quantity().name().toLowerCase(Locale.ROOT);
        rows.add(row(builder, run, round, step, rollout, quantity));
      }
      if (faults.isEmpty()) {
        rollouts.forEach(
            (position, rollout) -> {
              if (position.step() == step) {
                rows.add(row(builder, run, round, step, rollout, SUM));
              }
            });
      }
    }
    return rows;
  }

  private static Map<Position, String> rollouts(TrainableRound trainable) {
    List<Sample> samples =
        trainable
            .included()
            .map(row -> new Sample(row.promptId(), row.sampleIndex(), row.rolloutId()))
            .collect();
    Map<Position, String> rollouts = new HashMap<>();
    for (Sample sample : samples) {
      for (BatchPlace place : trainable.places().get(sample.promptId())) {
        rollouts.put(
            new Position(place.step(), place.slot(), sample.sampleIndex()), sample.rolloutId());
      }
    }
    return rollouts;
  }

  private static Row row(
      RowBuilder builder, Run run, int round, int step, String rolloutId, String quantity) {
    return builder.row(
        "run_id", run.id(),
        "round", round,
        "step", step,
        "rollout_id", rolloutId,
        "quantity", quantity,
        "quarantined_at", Instant.now());
  }
}
