package io.souprl.jobs.rollout;

import static io.souprl.jobs.HandMadeRollout.failed;
import static io.souprl.jobs.HandMadeRollout.finished;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.souprl.jobs.HandMadeRun;
import io.souprl.jobs.LocalSpark;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.scoring.ScoringStage;
import io.souprl.table.TableName;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every rollout of round 3 but p-0 and p-1 has something that keeps it out of round 4's history.
 */
class TestHistory {
  private static final int STORED = 3;
  private static final int ROUND = 4;
  private static final List<PromptTokens> PROMPTS =
      List.of(new PromptTokens(0, "empty", new int[] {1}), new PromptTokens(1, "p", new int[] {1}));

  @TempDir private static Path directory;

  @BeforeAll
  static void storeARound() {
    try (HandMadeRun made = HandMadeRun.in(directory, "rollout.max-error-fraction=0.5")) {
      made.prompt("p", "final-number", "7").prompt("elsewhere", "final-number", "7");
      made.rollout(finished("p", 0, "7")).rollout(finished("p", 1, "8"));
      made.rollout(failed("p", 2, "broke"));
      for (int sample = 3; sample < 7; sample++) {
        made.rollout(finished("p", sample, "7"));
      }
      made.rollout(finished("p", 7, "7").prefix(1, 1));
      made.rollout(finished("elsewhere", 0, "7"));
      made.write(STORED);
      Run run = made.run();
      new ScoringStage().run(run, STORED);
      score(run, "p-0", "final-number", "0", "incorrect");
      score(run, "p-0", "final-number", "1000", "incorrect");
      score(run, "p-1", "countdown", "1", "correct");
      String rollouts = "delta.`" + run.directory().table(TableName.ROLLOUTS) + "`";
      LocalSpark.sql("ALTER TABLE " + rollouts + " DROP CONSTRAINT complete");
      update(rollouts, "sampling.temperature = 0.5", "p-3");
      update(rollouts, "sampling.top_k = 5", "p-4");
      update(rollouts, "behaviour_logprobs = slice(behaviour_logprobs, 1, 2)", "p-5");
      update(
          "delta.`" + run.directory().table(TableName.SCORES) + "`",
          "status = 'error', reward = NULL",
          "p-6");
    }
  }

  private static void update(String table, String assignment, String rolloutId) {
    LocalSpark.sql(
        "UPDATE %s SET %s WHERE rollout_id = '%s'".formatted(table, assignment, rolloutId));
  }

  private static void score(
      Run run, String rolloutId, String verifier, String version, String status) {
    Row row =
        run.tables()
            .rows(TableName.SCORES)
            .row(
                "run_id", run.id(),
                "rollout_id", rolloutId,
                "round", STORED,
                "verifier", verifier,
                "verifier_version", version,
                "status", status,
                "reward", status.equals("correct") ? 1.0 : 0.0);
    run.tables().append(TableName.SCORES, List.of(row), rolloutId + verifier + version);
  }

  @Test
  void countsWhatItLeavesOutByReason() {
    try (HandMadeRun made = HandMadeRun.again(directory);
        History history = new History(made.run(), ROUND, PROMPTS)) {
      assertThat(history.counts())
          .containsExactly(
              entry("history_candidates", 2.0),
              entry("history_failed", 1.0),
              entry("history_damaged", 1.0),
              entry("history_other_temperature", 1.0),
              entry("history_truncated_sampling", 1.0),
              entry("history_no_reward", 1.0),
              entry("history_mixed", 1.0),
              entry("history_outside_window", 0.0));
      assertThat(ids(history)).containsExactly("p-0", "p-1");
    }
  }

  @Test
  void takesARolloutOnceWithTheVerdictOfItsOwnVerifierAsItIsNow() {
    try (HandMadeRun made = HandMadeRun.again(directory);
        History history = new History(made.run(), ROUND, PROMPTS)) {
      assertThat(history.candidates().collect())
          .hasSize(2)
          .allSatisfy(
              candidate -> {
                HistoryRollout rollout = candidate._2();
                assertThat(candidate._1()).isEqualTo(1);
                assertThat(rollout.correct()).isEqualTo(rollout.rolloutId().equals("p-0"));
                assertThat(rollout.policyVersion()).isEqualTo(STORED);
                assertThat(rollout.responseTokenIds()).containsExactly(5, 6, 2);
                assertThat(rollout.behaviourLogprobs()).containsExactly(-0.5f, -0.5f, -0.5f);
                assertThat(rollout.segments()).hasSize(1);
              });
    }
  }

  @Test
  void takesRolloutsWithAPrefixWhenToldTo() {
    try (HandMadeRun made = HandMadeRun.again(directory, "history.mixed=true");
        History history = new History(made.run(), ROUND, PROMPTS)) {
      assertThat(ids(history)).containsExactly("p-0", "p-1", "p-7");
      assertThat(history.counts())
          .contains(entry("history_mixed", 0.0), entry("history_outside_window", 0.0));
    }
  }

  @Test
  void leavesOutARolloutWithAStretchFromBeforeTheWindow() {
    try (HandMadeRun made = HandMadeRun.again(directory, "history.mixed=true", "history.window=2");
        History history = new History(made.run(), ROUND, PROMPTS)) {
      assertThat(ids(history)).containsExactly("p-0", "p-1");
      assertThat(history.counts())
          .contains(entry("history_mixed", 0.0), entry("history_outside_window", 1.0));
    }
  }

  @Test
  void readsOnlyRoundsOfTheWindow() {
    try (HandMadeRun made = HandMadeRun.again(directory, "history.window=2");
        History history = new History(made.run(), ROUND + 2, PROMPTS)) {
      assertThat(history.candidates().isEmpty()).isTrue();
      assertThat(history.counts().values()).containsOnly(0.0);
    }
  }

  private static List<String> ids(History history) {
    return history.candidates().values().map(HistoryRollout::rolloutId).collect().stream()
        .sorted()
        .toList();
  }
}
