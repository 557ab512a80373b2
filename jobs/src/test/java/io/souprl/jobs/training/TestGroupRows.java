package io.souprl.jobs.training;

import static io.souprl.jobs.HandMadeRollout.failed;
import static io.souprl.jobs.HandMadeRollout.finished;
import static io.souprl.jobs.HandMadeRollout.truncated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import io.souprl.jobs.HandMadeRollout;
import io.souprl.jobs.HandMadeRun;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.scoring.ScoringStage;
import io.souprl.table.TableName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestGroupRows {
  private static final int ROUND = 3;
  private static final String ERRORS_ALLOWED = "rollout.max-error-fraction=0.5";

  private static final List<HandMadeRollout> ROLLOUTS =
      List.of(
          finished("mixed", 0, "7").prefix(2, 1),
          finished("mixed", 1, "8").tokens(5, 9, 2),
          truncated("mixed", 2, "7").tokens(5, 9, 2),
          failed("mixed", 3, "broke"),
          finished("same", 0, "7"),
          finished("same", 1, "7").tokens(4, 2),
          finished("alone", 0, "7"),
          failed("alone", 1, "broke"));

  @TempDir private Path directory;
  @TempDir private Path other;

  @Test
  void givesRewardsAdvantagesAndReasonsByGroup() {
    try (HandMadeRun made = made(directory, ROLLOUTS, ERRORS_ALLOWED)) {
      addForeignScores(made.run());

      List<GroupedRollout> rows = sorted(GroupRows.of(made.run(), ROUND).collect());

      double std = Math.sqrt(2.0 / 9) + 1e-6;
      assertThat(rows)
          .extracting(GroupedRollout::rolloutId)
          .containsExactly(
              "alone-0", "alone-1", "mixed-0", "mixed-1", "mixed-2", "mixed-3", "same-0", "same-1");
      assertThat(rows)
          .extracting(GroupedRollout::excludedReason)
          .containsExactly(
              "single_sample",
              "no_reward",
              null,
              null,
              null,
              "no_reward",
              "zero_variance",
              "zero_variance");
      assertThat(rows)
          .extracting(GroupedRollout::reward)
          .containsExactly(1.0, null, 1.0, 0.0, 1.0, null, 1.0, 1.0);
      double[] advantages = rows.stream().mapToDouble(GroupedRollout::advantage).toArray();
      double high = 1.0 / 3 / std;
      assertThat(advantages)
          .containsExactly(new double[] {0, 0, high, -2 * high, high, 0, 0, 0}, within(1e-12));
      GroupedRollout prefixed = rows.get(2);
      assertThat(prefixed.prefixed()).isTrue();
      assertThat(prefixed.prefixLength()).isEqualTo(2);
      assertThat(prefixed.historyLag()).isEqualTo(2);
      assertThat(prefixed.promptTokenIds()).containsExactly(1, 3);
      assertThat(prefixed.responseTokenIds()).containsExactly(5, 6, 2);
      assertThat(prefixed.behaviourLogprobs()).containsExactly(-0.5f, -0.5f, -0.5f);
      assertThat(prefixed.currentLogprobs()).containsExactly(-0.5f, -0.5f, -0.5f);
      assertThat(rows.get(3).historyLag()).isZero();
      assertThat(rows)
          .extracting(GroupedRollout::correct)
          .containsExactly(true, false, true, false, true, false, true, true);
      assertThat(rows.get(4).truncated()).isTrue();
      assertThat(rows.get(5).responseTokenIds()).isEmpty();
      metricsFollowFromTheRows(RoundMetrics.of(GroupRows.of(made.run(), ROUND)), high);
    }
  }

  private static void metricsFollowFromTheRows(Map<String, Double> metrics, double high) {
    assertThat(metrics)
        .contains(
            entry("critic/score/mean", 5.0 / 6),
            entry("critic/rewards/mean", 5.0 / 6),
            entry("response_length/mean", 17.0 / 6),
            entry("response_length/max", 3.0),
            entry("response_length/min", 2.0),
            entry("response_length/clip_ratio", 1.0 / 6),
            entry("soup/prefixed_fraction", 1.0 / 6),
            entry("soup/prefix_length_mean", 2.0),
            entry("soup/history_lag_mean", 2.0),
            entry("soup/generated_tokens", 15.0),
            entry("soup/reused_tokens", 2.0),
            entry("soup/prefix_generated_tokens", 0.0),
            entry("soup/zero_variance_fraction", 1.0 / 3),
            entry("soup/unscored_fraction", 0.25),
            entry("critic/score/max", 1.0),
            entry("critic/score/min", 0.0),
            entry("prompt_length/mean", 2.0),
            entry("perf/total_num_tokens", 12.0 + 17.0),
            entry("soup/unique_correct_responses", 5.0 / 3),
            entry("soup/solved_fraction", 1.0),
            entry("soup/live_fraction", 1.0 / 3),
            entry("soup/reward/prefixed", 1.0),
            entry("soup/reward/plain", 0.8));
    assertThat(metrics.get("soup/unique_responses")).isEqualTo(8.0 / 9, within(1e-12));
    assertThat(metrics.get("critic/advantages/mean")).isEqualTo(0, within(1e-12));
    assertThat(metrics.get("critic/advantages/max")).isEqualTo(high, within(1e-12));
    assertThat(metrics.get("critic/advantages/min")).isEqualTo(-2 * high, within(1e-12));
  }

  @Test
  void shapesRewardsBeforeTheAdvantages() {
    List<HandMadeRollout> rollouts =
        List.of(
            finished("mixed", 0, "7"),
            finished("mixed", 1, "8").tokens(5, 2),
            truncated("mixed", 2, "7"),
            failed("mixed", 3, "broke"),
            finished("mixed", 4, "none").tokens(5, 2),
            finished("same", 0, "7"),
            finished("same", 1, "7").tokens(4, 2),
            truncated("alone", 0, "7"),
            truncated("alone", 1, "7"));
    try (HandMadeRun made =
        made(
            directory,
            rollouts,
            ERRORS_ALLOWED,
            "rollout.max-tokens=3",
            "reward.correct-weight=2",
            "reward.format-weight=0.25",
            "reward.overlong-buffer=2",
            "reward.overlong-penalty=0.5",
            "advantage.normalize-std=false")) {
      List<GroupedRollout> rows = sorted(GroupRows.of(made.run(), ROUND).collect());

      assertThat(rows)
          .extracting(GroupedRollout::score)
          .containsExactly(1.0, 1.0, 1.0, 0.0, 1.0, null, 0.0, 1.0, 1.0);
      assertThat(rows)
          .extracting(GroupedRollout::reward)
          .containsExactly(1.5, 1.5, 1.75, 0.0, 1.5, null, -0.25, 1.75, 2.0);
      assertThat(rows)
          .extracting(GroupedRollout::excludedReason)
          .containsExactly(
              "zero_variance", "zero_variance", null, null, null, "no_reward", null, null, null);
      assertThat(rows)
          .extracting(GroupedRollout::advantage)
          .containsExactly(0.0, 0.0, 1.0, -0.75, 0.75, 0.0, -1.0, -0.125, 0.125);
      assertThat(RoundMetrics.of(GroupRows.of(made.run(), ROUND)))
          .contains(
              entry("critic/score/mean", 0.75),
              entry("critic/rewards/mean", 9.75 / 8),
              entry("soup/zero_variance_fraction", 1.0 / 3));
    }
  }

  @Test
  void doesNotDependOnTheOrderOfRowsOrOnPartitions() {
    List<HandMadeRollout> reversed = new ArrayList<>(ROLLOUTS);
    Collections.reverse(reversed);
    List<GroupedRollout> once;
    Map<String, Double> metrics;
    try (HandMadeRun made = made(directory, ROLLOUTS, ERRORS_ALLOWED)) {
      List<GroupedRollout> inOrder = GroupRows.of(made.run(), ROUND).collect();
      once = sorted(inOrder);
      metrics = RoundMetrics.of(GroupRows.of(made.run(), ROUND));
      assertThat(inOrder).usingRecursiveComparison().isEqualTo(once);
    }
    try (HandMadeRun made = made(other, reversed, ERRORS_ALLOWED, "training.partitions=3")) {
      assertThat(GroupRows.of(made.run(), ROUND).getNumPartitions()).isEqualTo(3);
      assertThat(sorted(GroupRows.of(made.run(), ROUND).collect()))
          .usingRecursiveComparison()
          .isEqualTo(once);
      assertThat(RoundMetrics.of(GroupRows.of(made.run(), ROUND))).isEqualTo(metrics);
    }
  }

  /** Of an older version of the verifier, and of another verifier than the prompt's. */
  private static void addForeignScores(Run run) {
    List<Row> rows =
        List.of(score(run, "final-number", "0"), score(run, "countdown-expression", "1"));
    run.tables().append(TableName.SCORES, rows, "foreign");
  }

  private static Row score(Run run, String verifier, String version) {
    return run.tables()
        .rows(TableName.SCORES)
        .row(
            "run_id",
            run.id(),
            "rollout_id",
            "mixed-0",
            "round",
            ROUND,
            "verifier",
            verifier,
            "verifier_version",
            version,
            "status",
            "incorrect",
            "reward",
            0.0);
  }

  private static HandMadeRun made(
      Path directory, List<HandMadeRollout> rollouts, String... overrides) {
    HandMadeRun made = HandMadeRun.in(directory, overrides);
    for (String promptId : List.of("mixed", "same", "alone")) {
      made.prompt(promptId, "final-number", "7");
    }
    rollouts.forEach(made::rollout);
    made.write(ROUND);
    new ScoringStage().run(made.run(), ROUND);
    return made;
  }

  private static List<GroupedRollout> sorted(List<GroupedRollout> rows) {
    return rows.stream().sorted(Comparator.comparing(GroupedRollout::rolloutId)).toList();
  }
}
