package io.souprl.jobs.rollout;

import static io.souprl.jobs.HandMadeRollout.failed;
import static io.souprl.jobs.HandMadeRollout.finished;
import static org.assertj.core.api.Assertions.assertThat;

import io.souprl.batch.RoundPrompts;
import io.souprl.jobs.HandMadeRun;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.scoring.ScoringStage;
import io.souprl.table.TableName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Six prompts whose answer is 7, and two rounds of rollouts of some of them. */
class TestRoundSelection {
  private static final int ROUND = 2;
  private static final List<String> IDS =
      List.of("always", "never", "half", "broken", "failed", "new");

  @TempDir private static Path home;

  @BeforeAll
  static void scoreTwoRounds() {
    try (HandMadeRun made = HandMadeRun.in(home.resolve("run"), "rollout.max-error-fraction=1")) {
      IDS.forEach(id -> made.prompt(id, "final-number", "7"));
      made.rollout(finished("always", 0, "7"))
          .rollout(finished("always", 1, "7").prefix(1, 0))
          .rollout(finished("never", 0, "8"))
          .rollout(finished("never", 1, "8"))
          .write(0);
      made.rollout(finished("half", 2, "7"))
          .rollout(finished("half", 3, "8"))
          .rollout(finished("broken", 2, "7"))
          .rollout(failed("broken", 3, "broke"))
          .rollout(finished("broken", 4, "none"))
          .rollout(failed("failed", 2, "broke"))
          .write(1);
      for (int round = 0; round < ROUND; round++) {
        new ScoringStage().run(made.run(), round);
      }
      addForeignScores(made.run());
    }
  }

  /** Of an older version of the verifier, and of another verifier than the prompt's. */
  private static void addForeignScores(Run run) {
    run.tables()
        .append(
            TableName.SCORES,
            List.of(
                score(run, "final-number", "0", "never-0"),
                score(run, "countdown", "1", "never-1")),
            "foreign");
  }

  private static org.apache.spark.sql.Row score(
      Run run, String verifier, String version, String rolloutId) {
    return run.tables()
        .rows(TableName.SCORES)
        .row(
            "run_id",
            run.id(),
            "rollout_id",
            rolloutId,
            "round",
            0,
            "verifier",
            verifier,
            "verifier_version",
            version,
            "status",
            "correct",
            "reward",
            1.0);
  }

  private static HandMadeRun run(int size, String... overrides) {
    List<String> settings = new ArrayList<>(Arrays.asList(overrides));
    settings.add("rollout.prompts-per-round=" + size);
    settings.add("training.groups-per-step=" + size);
    return HandMadeRun.again(home.resolve("run"), settings.toArray(String[]::new));
  }

  @Test
  void measuresHowOftenPromptsWereSolvedInTheWindow() {
    try (HandMadeRun made = run(2)) {
      assertThat(PassRates.of(made.run(), ROUND))
          .isEqualTo(Map.of("always", 1.0, "never", 0.0, "half", 0.5, "broken", 0.5));
      assertThat(PassRates.of(made.run(), 1)).isEqualTo(Map.of("always", 1.0, "never", 0.0));
      assertThat(PassRates.of(made.run(), 0)).isEmpty();
    }
    try (HandMadeRun made = run(2, "history.window=1")) {
      assertThat(PassRates.of(made.run(), ROUND)).isEqualTo(Map.of("half", 0.5, "broken", 0.5));
    }
  }

  @Test
  void takesPromptsWithinTheBoundsOrWithoutScoredHistory() {
    try (HandMadeRun made = run(4, "rollout.prompts=difficulty")) {
      RoundSelection selection = RoundSelection.of(made.run(), ROUND);
      List<String> order = RoundPrompts.andFollowing(IDS, 0, ROUND, 4);

      assertThat(selection.promptIds())
          .isEqualTo(
              order.stream().filter(Set.of("half", "broken", "failed", "new")::contains).toList());
      assertThat(selection.counts())
          .isEqualTo(Map.of("prompts_by_difficulty", 4.0, "prompts_filled", 0.0));
      assertThat(RoundSelection.of(made.run(), ROUND)).isEqualTo(selection);
    }
  }

  @Test
  void fillsUpWithTheOthers() {
    try (HandMadeRun made =
        run(3, "rollout.prompts=difficulty", "rollout.oversample=1.5", "history.window=2")) {
      RoundSelection selection = RoundSelection.of(made.run(), ROUND);
      assertThat(selection.promptIds()).hasSize(5).doesNotHaveDuplicates();
      assertThat(selection.promptIds().subList(0, 4))
          .containsExactlyInAnyOrder("half", "broken", "failed", "new");
      assertThat(selection.counts())
          .isEqualTo(Map.of("prompts_by_difficulty", 4.0, "prompts_filled", 1.0));
    }
  }

  @Test
  void takesTheShuffledPromptsWhereAllAreWithinTheBounds() {
    try (HandMadeRun shuffled = run(4)) {
      assertThat(RoundSelection.of(shuffled.run(), ROUND))
          .isEqualTo(new RoundSelection(RoundPrompts.of(IDS, 0, ROUND, 4), Map.of()));
    }
    try (HandMadeRun wide =
        run(
            4,
            "rollout.prompts=difficulty",
            "rollout.min-pass-rate=0",
            "rollout.max-pass-rate=1")) {
      assertThat(RoundSelection.of(wide.run(), ROUND).promptIds())
          .isEqualTo(RoundPrompts.of(IDS, 0, ROUND, 4));
    }
  }

  @Test
  void countsPositionsInOversampledRounds() {
    try (HandMadeRun made = run(2, "rollout.oversample=1.2")) {
      assertThat(RoundSelection.of(made.run(), ROUND).promptIds())
          .isEqualTo(RoundPrompts.of(IDS, 0, ROUND, 3));
    }
  }
}
