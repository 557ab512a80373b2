package io.souprl.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.souprl.jobs.HandMadeRun;
import io.souprl.jobs.LocalSpark;
import io.souprl.jobs.TinyRun;
import io.souprl.jobs.rollout.RolloutStage;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.run.Stages;
import io.souprl.table.StageName;
import io.souprl.table.TableName;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rounds with rewards so large that gradients overflow. */
class TestQuarantine {
  private static final int ROUND = 0;
  private static final String HUGE = "reward = IF(reward > 0, 1e60, 0)";

  @TempDir private static Path home;
  private static Path sampled;

  @BeforeAll
  static void sampleARound() {
    sampled = home.resolve("sampled");
    try (HandMadeRun made = TinyRun.in(sampled)) {
      RolloutStage rollout = new RolloutStage();
      rollout.check(made.run(), ROUND);
      rollout.run(made.run(), ROUND); // not by Stages, which would freeze the settings
      made.done(StageName.ROLLOUT, ROUND);
      TinyRun.score(made.run(), ROUND);
    }
  }

  @Test
  void skipsAStepAndNamesItsRows() {
    List<String> one = quarantinedBy("one-task", "training.partitions=1");
    assertThat(quarantinedBy("two-tasks", "training.partitions=2")).isEqualTo(one);
  }

  private static List<String> quarantinedBy(String name, String partitions) {
    try (HandMadeRun made = copy(name, partitions)) {
      Run run = made.run();
      String prompt = TinyRun.rollouts(run, ROUND).get(0).getAs("prompt_id");
      update(run, HUGE + " WHERE rollout_id IN (" + idsOf(run, prompt) + ")");
      Map<String, Double> counts = Stages.run(run, new TrainingStage(), ROUND).orElseThrow();

      assertThat(counts)
          .containsEntry("steps", 4.0)
          .containsEntry("skipped_steps", 2.0)
          .containsEntry("quarantined_rows", 8.0);
      List<Row> rows =
          run.tables().read(TableName.QUARANTINE).orderBy("step", "rollout_id").collectAsList();
      assertThat(rows).extracting(row -> row.<String>getAs("quantity")).containsOnly("gradient");
      List<Row> consumed = run.tables().read(TableName.TRAINING_ROWS).collectAsList();
      List<Integer> skipped =
          rows.stream().map(row -> row.<Integer>getAs("step")).distinct().toList();
      assertThat(skipped).hasSize(2);
      assertThat(consumed)
          .hasSize(32)
          .allSatisfy(
              row ->
                  assertThat(row.<String>getAs("excluded_reason"))
                      .isEqualTo(
                          skipped.contains(row.<Integer>getAs("step")) ? "skipped_step" : null));
      assertThat(run.checkpoints().newest()).isEqualTo(ROUND + 1);
      assertThat(
              run.tables()
                  .read(TableName.METRICS)
                  .where("name = 'soup/skipped_steps'")
                  .first()
                  .<Double>getAs("value"))
          .isEqualTo(2);
      assertThat(
              run.tables()
                  .read(TableName.METRICS)
                  .where("name = 'actor/loss' AND step >= 0")
                  .count())
          .isEqualTo(2);
      return rows.stream().map(row -> row.getAs("step") + " " + row.getAs("rollout_id")).toList();
    }
  }

  @Test
  void stopsTheRoundAfterThreeInARow() {
    try (HandMadeRun made = copy("stopped")) {
      Run run = made.run();
      update(run, HUGE);
      String message =
          "Cannot train round 0: 3 steps in a row had values that are not finite, and nothing was"
              + " written but their rows: SELECT * FROM quarantine WHERE round = 0.";
      for (long times = 1; times <= 2; times++) {
        assertThatThrownBy(() -> Stages.run(run, new TrainingStage(), ROUND))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageStartingWith(message);
        assertThat(run.tables().read(TableName.QUARANTINE).count()).isEqualTo(times * 24);
      }
      assertThat(run.tables().read(TableName.TRAINING_ROWS).isEmpty()).isTrue();
      assertThat(run.checkpoints().newest()).isEqualTo(ROUND);

      update(run, "reward = IF(reward > 0, 1, 0)");
      assertThat(Stages.run(run, new TrainingStage(), ROUND).orElseThrow())
          .containsEntry("skipped_steps", 0.0);
    }
  }

  private static HandMadeRun copy(String name, String... overrides) {
    String[] all = Arrays.copyOf(overrides, overrides.length + 1);
    all[overrides.length] = "advantage.normalize-std=false";
    return TinyRun.copyOf(sampled, home.resolve(name), all);
  }

  private static String idsOf(Run run, String prompt) {
    return TinyRun.rollouts(run, ROUND).stream()
        .filter(row -> row.getAs("prompt_id").equals(prompt))
        .map(row -> "'" + row.getAs("rollout_id") + "'")
        .collect(Collectors.joining(", "));
  }

  private static void update(Run run, String assignment) {
    LocalSpark.sql(
        "UPDATE delta.`%s` SET %s".formatted(run.directory().table(TableName.SCORES), assignment));
  }
}
