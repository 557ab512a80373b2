package io.souprl.jobs.scoring;

import static io.souprl.jobs.HandMadeRollout.failed;
import static io.souprl.jobs.HandMadeRollout.finished;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.souprl.error.InputException;
import io.souprl.jobs.HandMadeRun;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.run.Stages;
import io.souprl.jobs.sql.RunViews;
import io.souprl.table.StageName;
import io.souprl.table.TableName;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestRescoring {
  private static final String OTHER = "scoring.verifier=math(percent=hundredth)";

  /** A run with two scored rounds. */
  @TempDir private static Path scored;

  @TempDir private Path directory;

  @BeforeAll
  static void scoreTwoRounds() {
    try (HandMadeRun made = HandMadeRun.in(scored, "rollout.max-error-fraction=1")) {
      made.prompt("percent", "final-number", "50").rollout(finished("percent", 0, "50%"));
      made.prompt("half", "final-number", "0.5").rollout(finished("half", 0, "It is 1/2."));
      made.write(0).done(StageName.ROLLOUT, 0);
      Stages.run(made.run(), new ScoringStage(), 0);
      made.rollout(finished("half", 1, "0.5")).rollout(failed("half", 2, "too long"));
      made.write(1).done(StageName.ROLLOUT, 1);
      Stages.run(made.run(), new ScoringStage(), 1);
    }
  }

  @Test
  void addsVerdictsBesideTheOldOnesOnce() {
    try (HandMadeRun again = HandMadeRun.copyOf(scored, directory, OTHER)) {
      Run run = again.run();
      List<Row> before = run.tables().read(TableName.SCORES).collectAsList();
      RunVerifiers verifiers = RunVerifiers.of(run);
      assertThat(verifiers.scores(0, 1).count()).isZero();

      assertThat(Rescoring.run(run, 1, 1)).isEqualTo(2);
      assertThat(Rescoring.run(run, 0, 1)).isEqualTo(2);
      assertThat(Rescoring.run(run, 0, 1)).isZero();

      List<Row> after = run.tables().read(TableName.SCORES).collectAsList();
      assertThat(after).hasSize(8).containsAll(before);
      assertThat(statuses(run, "math"))
          .containsExactly("0 correct", "0 incorrect", "1 correct", "1 error");
      assertThat(verifiers.scores(0, 1).count()).isEqualTo(4);
      assertThat(
              verifiers
                  .joined(run.tables().read(TableName.ROLLOUTS), 0, 1)
                  .where("verifier = 'math' AND status IS NOT NULL")
                  .count())
          .isEqualTo(4);
      assertThat(disagreements(run)).containsExactly("percent-0final-numbercorrectmathincorrect50");
    }
    try (HandMadeRun own = HandMadeRun.again(directory)) {
      assertThat(RunVerifiers.of(own.run()).scores(0, 1).count()).isEqualTo(4);
    }
  }

  @Test
  void refusesRoundsThatAreNotScored() {
    try (HandMadeRun made = HandMadeRun.copyOf(scored, directory)) {
      assertThatThrownBy(() -> Rescoring.run(made.run(), 0, 2))
          .isInstanceOf(InputException.class)
          .hasMessage(
              "--rounds: round 2 is not scored yet. Name rounds that are, or score it first: souprl"
                  + " score --round 2.");
    }
  }

  private static List<String> disagreements(Run run) {
    RunViews.register(run.spark(), run.directory());
    return run
        .spark()
        .sql(
            "SELECT rollout_id, verifier, status, other_verifier, other_status, gold FROM"
                + " verifier_disagreement")
        .collectAsList()
        .stream()
        .map(Row::mkString)
        .toList();
  }

  private static List<String> statuses(Run run, String verifier) {
    return run
        .tables()
        .read(TableName.SCORES)
        .where("verifier = '" + verifier + "'")
        .collectAsList()
        .stream()
        .map(row -> row.getAs("round") + " " + row.getAs("status"))
        .sorted()
        .toList();
  }
}
