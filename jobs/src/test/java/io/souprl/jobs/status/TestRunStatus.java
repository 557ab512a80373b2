package io.souprl.jobs.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.souprl.jobs.HandMadeRun;
import io.souprl.jobs.LocalSpark;
import io.souprl.jobs.MeasuredRows;
import io.souprl.jobs.TinyRun;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.scoring.ScoringStage;
import io.souprl.jobs.training.TrainingStage;
import io.souprl.table.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose round 0 is sampled and scored, and whose policy 1 is evaluated. */
class TestRunStatus {
  @TempDir private static Path home;
  private static Path original;
  @TempDir private Path folder;

  @BeforeAll
  static void makeARun() {
    original = home.resolve("original");
    TinyRun.roundBehind(original);
  }

  private Path copy() {
    Path run = folder.resolve("run");
    HandMadeRun.copy(original, run);
    return run;
  }

  private static RunStatus of(Path run) {
    try (Run opened = Run.read(LocalSpark.session(), TinyRun.config(run))) {
      return RunStatus.of(opened);
    }
  }

  @Test
  void saysWhatIsDoneAndWhatIsNext() {
    RunStatus status = of(copy());
    assertThat(StatusFormat.TEXT.render(status))
        .contains("at work     nobody\n", "policy      version 1, ")
        .containsPattern("rounds      0 done; next is \\w+ of round 0")
        .containsPattern("disk        \\d+\\.\\d .iB: .*rollouts \\d")
        .doesNotContain("leftovers", "last round", "evaluation");
  }

  @Test
  void hasTheFiguresOfTheLastRoundAndEvaluation() {
    Path run = copy();
    try (HandMadeRun made = TinyRun.again(run)) {
      made.run()
          .tables()
          .append(
              TableName.METRICS,
              List.of(
                  MeasuredRows.metric(made.run(), 0, "training", -1, "critic/rewards/mean", 0.25)),
              "metrics");
      made.run()
          .tables()
          .append(
              TableName.EVALS,
              List.of(MeasuredRows.evaluation(made.run(), 0, "*", "pass", 4, 4, 0.75)),
              "evals");
      for (var stage : List.of(new ScoringStage(), new TrainingStage())) {
        if (!made.run().ledger().done(stage.name(), 0)) {
          made.run()
              .ledger()
              .record(
                  stage.name(), 0, "hash", java.util.Map.of(), java.util.Map.of(), Instant.now());
        }
      }
    }
    assertThat(StatusFormat.TEXT.render(of(run)))
        .contains(
            "rounds      1 done; next is rollout of round 1\n",
            "last round  0: reward 0.2500\n",
            "evaluation  version 1: test/pass@4 0.7500\n");
  }

  @Test
  void findsWhatAKilledProcessLeft() throws IOException {
    Path run = copy();
    Files.writeString(
        run.resolve("lock"), "process 999999999 on nowhere, x\n" + Instant.now() + "\n");
    Files.createDirectories(run.resolve("policies/000009-0123456789ab"));
    Files.writeString(run.resolve("policies/000009-0123456789ab/part"), "12345678");
    assertThat(StatusFormat.TEXT.render(of(run)))
        .contains(
            "at work     process 999999999 on nowhere, x, as of ",
            "whether it is still there cannot be told from here",
            "leftovers   policy directories that no version names: 1, 0.0 KiB; souprl maintain");
  }

  @Test
  void namesTheProcessAtWork() throws IOException {
    Path run = copy();
    try (HandMadeRun made = TinyRun.again(run)) {
      JsonNode json = new ObjectMapper().readTree(StatusFormat.JSON.render(of(run)));
      assertThat(json.path("holder").path("name").asText())
          .startsWith("process " + ProcessHandle.current().pid() + " on ");
      assertThat(json.path("holder").path("alive").asBoolean()).isTrue();
      assertThat(json.path("next_round").asInt()).isZero();
      assertThat(json.path("bytes").path("rollouts").asLong()).isPositive();
    }
    assertThat(of(run).holder()).isEmpty();
  }
}
