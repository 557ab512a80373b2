package io.souprl.jobs.scoring;

import static io.souprl.jobs.HandMadeRollout.failed;
import static io.souprl.jobs.HandMadeRollout.finished;
import static io.souprl.jobs.HandMadeRollout.truncated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.souprl.error.InputException;
import io.souprl.jobs.HandMadeRun;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.run.Stages;
import io.souprl.table.StageName;
import io.souprl.table.TableName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestScoringStage {
  private static final String COUNTDOWN = "{\"numbers\":[9,8,3,3],\"target\":23}";
  private static final int ROUND = 2;

  @TempDir private Path directory;

  private final ScoringStage stage = new ScoringStage();

  @Test
  void givesEveryRolloutOneRowWithItsStatus() {
    try (HandMadeRun made =
        mixed("rollout.max-error-fraction=0.2").done(StageName.ROLLOUT, ROUND)) {
      Map<String, Double> counts = Stages.run(made.run(), stage, ROUND).orElseThrow();

      assertThat(scores(made.run()))
          .extracting(Row::mkString)
          .containsExactly(
              "broken-0final-number1gold_unparseablenullnull"
                  + "the gold answer is neither a number nor ends in #### number",
              "steps-0countdown1correct1.0nnull",
              "steps-1countdown1incorrect0.0nnot finished",
              "words-0final-number1correct1.042null",
              "words-1final-number1incorrect0.041null",
              "words-2final-number1unparseable0.0nullno number",
              "words-3final-number1errornullnullprompt too long");
      assertThat(counts)
          .contains(
              entry("rows", 7.0),
              entry("correct", 2.0),
              entry("incorrect", 2.0),
              entry("unparseable", 1.0),
              entry("gold_unparseable", 1.0),
              entry("timeout", 0.0),
              entry("error", 1.0),
              entry("reward_mean", 0.4));
      assertThat(made.run().ledger().done(StageName.SCORING, ROUND)).isTrue();
    }
  }

  @Test
  void scoresOnceWhenKilledBetweenDataAndManifest() {
    try (HandMadeRun made =
        mixed("rollout.max-error-fraction=0.2").done(StageName.ROLLOUT, ROUND)) {
      Map<String, Double> first = stage.run(made.run(), ROUND);
      List<Row> before = made.run().tables().read(TableName.SCORES).collectAsList();
      long version = made.run().tables().version(TableName.SCORES);

      Map<String, Double> second = Stages.run(made.run(), stage, ROUND).orElseThrow();

      assertThat(second).containsAllEntriesOf(first);
      assertThat(made.run().tables().read(TableName.SCORES).collectAsList())
          .containsExactlyInAnyOrderElementsOf(before);
      assertThat(made.run().tables().version(TableName.SCORES)).isEqualTo(version);
      assertThat(Stages.run(made.run(), stage, ROUND)).isEmpty();
    }
  }

  @Test
  void failsAfterTheAppendWhenTooManyRowsHaveNoVerdict() {
    try (HandMadeRun made = HandMadeRun.in(directory, "rollout.max-error-fraction=0.5")) {
      made.prompt("p", "final-number", "1").rollout(finished("p", 0, "1"));
      made.rollout(failed("p", 1, "b")).rollout(failed("p", 2, "a")).rollout(failed("p", 3, "c"));
      made.rollout(failed("p", 4, "d")).rollout(failed("p", 5, "c"));
      made.write(ROUND).done(StageName.ROLLOUT, ROUND);

      assertThatThrownBy(() -> Stages.run(made.run(), stage, ROUND))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "Cannot end the scoring of round 2: 5 of 6 rows have status error or timeout, more"
                  + " than rollout.max-error-fraction = 0.5 allows. The commonest: 2 x c; 1 x a;"
                  + " 1 x b. The rows are in the scores table.");
      assertThat(made.run().tables().read(TableName.SCORES, ROUND).count()).isEqualTo(6);
      assertThat(made.run().ledger().done(StageName.SCORING, ROUND)).isFalse();
    }
  }

  @Test
  void refusesARoundWithoutRollouts() {
    try (HandMadeRun made = HandMadeRun.in(directory)) {
      assertThatThrownBy(() -> Stages.run(made.run(), stage, ROUND))
          .isInstanceOf(InputException.class)
          .hasMessage(
              "round 2: there is nothing to score, because its rollout stage is not done. Run"
                  + " `souprl rollout --round 2` with this configuration first.");
    }
  }

  @Test
  void refusesUnknownVerifiersAndLostPromptsBeforeAnythingIsWritten() {
    try (HandMadeRun made = HandMadeRun.in(directory)) {
      made.prompt("fine", "final-number", "1").rollout(finished("fine", 0, "1"));
      made.prompt("odd", "regexp", "1").rollout(finished("odd", 0, "1"));
      made.prompt("unused", "nonsense", "1").rollout(finished("lost", 0, "1"));
      made.write(ROUND).done(StageName.ROLLOUT, ROUND);

      assertThatThrownBy(() -> Stages.run(made.run(), stage, ROUND))
          .isInstanceOf(InputException.class)
          .hasMessageContaining(
              "prompts, prompt_id 'lost': it has rollouts in round 2 but is not in the table."
                  + " Import it again.")
          .hasMessageContaining(
              "prompts, prompt_id 'odd': verifier: there is no verifier named 'regexp'. Did you mean"
                  + " 'regex'? Known: countdown, countdown-expression, exact,")
          .hasMessageNotContaining("nonsense");
      assertThat(made.run().tables().read(TableName.SCORES).count()).isZero();
    }
  }

  @Test
  void leavesScoresOfOlderVerifierVersionsOutOfTheCounts() {
    try (HandMadeRun made = HandMadeRun.in(directory)) {
      made.prompt("p", "final-number", "1").rollout(finished("p", 0, "1"));
      made.write(ROUND).done(StageName.ROLLOUT, ROUND);
      Row old =
          made.run()
              .tables()
              .rows(TableName.SCORES)
              .row(
                  "rollout_id", "p-0",
                  "round", ROUND,
                  "verifier", "final-number",
                  "verifier_version", "0",
                  "status", "incorrect",
                  "reward", 0.0);
      made.run().tables().append(TableName.SCORES, List.of(old), "old");

      assertThat(Stages.run(made.run(), stage, ROUND).orElseThrow())
          .contains(entry("rows", 1.0), entry("reward_mean", 1.0));
    }
  }

  private HandMadeRun mixed(String... overrides) {
    return HandMadeRun.in(directory, overrides)
        .prompt("steps", "countdown", COUNTDOWN)
        .prompt("words", "final-number", "42")
        .prompt("broken", "final-number", "many")
        .rollout(finished("words", 0, "It is 42."))
        .rollout(finished("words", 1, "41"))
        .rollout(truncated("words", 2, "It is"))
        .rollout(failed("words", 3, "prompt too long"))
        .rollout(finished("steps", 0, "3+8=b,b+3=e,9+e=n"))
        .rollout(truncated("steps", 1, "3+8=b,b+3=e,9+e=n"))
        .rollout(finished("broken", 0, "1"))
        .write(ROUND);
  }

  private static List<Row> scores(Run run) {
    return run.tables()
        .read(TableName.SCORES, ROUND)
        .orderBy("rollout_id")
        .select(
            "rollout_id",
            "verifier",
            "verifier_version",
            "status",
            "reward",
            "extracted_answer",
            "detail")
        .collectAsList();
  }
}
