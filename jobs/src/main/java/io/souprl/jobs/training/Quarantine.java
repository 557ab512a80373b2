package io.souprl.jobs.training;

import io.souprl.jobs.run.Run;
import io.souprl.jobs.table.RowBuilder;
import io.souprl.table.TableName;
import io.souprl.training.RowFault;
import io.souprl.training.StepResult;
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

  private record Place(int step, int slot) {}

  private record Key(String promptId, int sampleIndex) {}

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
        .append(TableName.QUARANTINE, rows, "%s/training/%d%s".formatted(run.id(), round, attempt));
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
    Map<Place, String> prompts = new HashMap<>();
    trainable
        .places()
        .forEach(
            (prompt, places) -> {
              for (BatchPlace place : places) {
                if (place.step() != null) {
                  prompts.put(new Place(place.step(), place.slot()), prompt);
                }
              }
            });
    Map<Key, String> rollouts = new HashMap<>();
    trainable
        .included()
        .map(row -> new String[] {row.promptId(), "" + row.sampleIndex(), row.rolloutId()})
        .collect()
        .forEach(row -> rollouts.put(new Key(row[0], Integer.parseInt(row[1])), row[2]));
    RowBuilder builder = run.tables().rows(TableName.QUARANTINE);
    List<Row> rows = new ArrayList<>();
    for (StepResult step : skipped) {
      int number = step.plan().step();
      for (RowFault fault : step.statistics().faults()) {
        String prompt = prompts.get(new Place(number, fault.slot()));
        String rollout = rollouts.get(new Key(prompt, fault.sampleIndex()));
        rows.add(
            row(
                builder,
                run,
                round,
                number,
                rollout,
                fault.quantity().name().toLowerCase(Locale.ROOT)));
      }
      if (step.statistics().faults().isEmpty()) {
        rollouts.forEach(
            (key, rollout) -> {
              if (trainable.places().get(key.promptId()).stream()
                  .anyMatch(place -> place.step() != null && place.step() == number)) {
                rows.add(row(builder, run, round, number, rollout, SUM));
              }
            });
      }
    }
    return rows;
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
