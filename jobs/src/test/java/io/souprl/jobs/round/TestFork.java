package io.souprl.jobs.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.souprl.config.SoupConfig;
import io.souprl.error.InputException;
import io.souprl.jobs.HandMadeRun;
import io.souprl.jobs.LocalSpark;
import io.souprl.jobs.TinyRun;
import io.souprl.jobs.rollout.RolloutStage;
import io.souprl.jobs.run.CheckpointFiles;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.run.Stages;
import io.souprl.jobs.training.TrainingStage;
import io.souprl.model.PolicyCheckpoint;
import io.souprl.table.StageName;
import io.souprl.table.TableName;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run of two rounds, and forks of it. */
class TestFork {
  @TempDir private static Path home;
  private static Path parent;

  @BeforeAll
  static void runTwoRounds() {
    parent = home.resolve("parent");
    TinyRun.in(parent).close();
    try (Run run = open(parent)) {
      round(run, 0);
      round(run, 1);
    }
  }

  private static SoupConfig config(Path directory) {
    return SoupConfig.parse(TinyRun.config(directory).toYaml(), List.of("run.id=''"));
  }

  private static Run open(Path directory) {
    return Run.open(LocalSpark.session(), config(directory));
  }

  private static void round(Run run, int round) {
    Stages.run(run, new RolloutStage(), round);
    TinyRun.score(run, round);
    Stages.run(run, new TrainingStage(), round);
  }

  private static void fork(Path directory, int round) {
    Fork.make(LocalSpark.session(), config(parent), config(directory), round);
  }

  @Test
  void goesOnLikeTheRun() {
    Path directory = home.resolve("fork");
    fork(directory, 1);
    fork(directory, 1); // as after a kill
    try (Run run = open(directory);
        Run original = Run.read(LocalSpark.session(), config(parent))) {
      assertThat(run.ledger().nextRound()).isEqualTo(1);
      for (TableName table :
          List.of(
              TableName.PROMPTS, TableName.SCORES, TableName.TRAINING_ROWS, TableName.METRICS)) {
        assertThat(rows(run, table)).as(table.text()).isEqualTo(rows(original, table));
      }
      assertThat(rows(run, TableName.ROLLOUTS)).hasSize(16);
      assertThat(run.checkpoints().version(1).uri()).startsWith("file:" + directory);
      assertThat(run.checkpoints().version(0).uri()).startsWith("file:" + parent);
      assertThat(PolicyCheckpoint.globalStep(CheckpointFiles.local(run.checkpoints().version(1))))
          .isEqualTo(4);

      round(run, 1);
      assertThat(sampled(run)).isEqualTo(sampled(original));
      assertThat(run.checkpoints().version(2).contentHash())
          .isEqualTo(original.checkpoints().version(2).contentHash());
      assertThat(run.tables().read(TableName.CHECKPOINTS).orderBy("policy_version").collectAsList())
          .extracting(row -> row.<String>getAs("parent_run") + " " + row.getAs("parent_round"))
          .containsExactly("parent 1", "parent 1", "null null");
    }
  }

  @Test
  void scoresOfAnOlderRunGetTheirPrompts() {
    Path older = home.resolve("older");
    HandMadeRun.copy(parent, older);
    String scores = "delta.`" + older.resolve("scores") + "`";
    LocalSpark.sql("UPDATE " + scores + " SET prompt_id = NULL");
    LocalSpark.sql("ALTER TABLE " + scores + " SET TBLPROPERTIES ('souprl.schema-version' = '1')");
    Path directory = home.resolve("fork-of-older");
    Fork.make(LocalSpark.session(), config(older), config(directory), 1);
    try (Run run = open(directory);
        Run original = Run.read(LocalSpark.session(), config(parent))) {
      assertThat(rows(run, TableName.SCORES)).isEqualTo(rows(original, TableName.SCORES));
    }
  }

  @Test
  void beginsAnewFromTheBase() {
    Path directory = home.resolve("anew");
    fork(directory, 0);
    try (Run run = open(directory)) {
      assertThat(run.ledger().nextRound()).isZero();
      assertThat(run.checkpoints().newest()).isZero();
      assertThat(run.tables().read(TableName.ROLLOUTS).isEmpty()).isTrue();
      assertThat(run.tables().read(TableName.PROMPTS).count()).isEqualTo(4);
    }
  }

  @Test
  void refusesARoundThatTheRunHasNotComeTo() {
    assertThatThrownBy(() -> fork(home.resolve("early"), 3))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("has not come to round 3. Its complete rounds allow 0 to 2.");
  }

  @Test
  void refusesADirectoryThatIsTaken() {
    Path directory = home.resolve("taken");
    TinyRun.in(directory).close();
    assertThatThrownBy(() -> fork(directory, 1))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--run-dir: ")
        .hasMessageContaining("is another run than a fork of");
    Path fork = home.resolve("fork-at-0");
    fork(fork, 0);
    assertThatThrownBy(() -> fork(fork, 1)).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> fork(parent, 1))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("it is the run itself");
  }

  @Test
  void refusesOneNameForBoth() {
    assertThatThrownBy(
            () ->
                Fork.make(
                    LocalSpark.session(),
                    TinyRun.config(parent),
                    TinyRun.config(home.resolve("same")),
                    1))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("run.id: the run and its fork would both be called hand-made.");
  }

  @Test
  void leavesOutEvaluationsThatWereNotCommitted() {
    Path other = home.resolve("evaluated");
    try (HandMadeRun made = TinyRun.copyOf(parent, other)) {
      Run run = made.run();
      for (int round = -1; round <= 0; round++) {
        Row row =
            run.tables()
                .rows(TableName.EVALS)
                .row("run_id", run.id(), "round", round, "metric", "pass", "k", 1, "value", 0.5);
        run.tables().append(TableName.EVALS, List.of(row), "eval-" + round);
      }
      made.done(StageName.EVALUATION, -1);
    }
    Path directory = home.resolve("fork-of-evaluated");
    Fork.make(LocalSpark.session(), config(other), config(directory), 1);
    try (Run run = open(directory)) {
      assertThat(run.tables().read(TableName.EVALS).select("round").collectAsList())
          .extracting(row -> row.getInt(0))
          .containsExactly(-1);
    }
  }

  /** Those of round 0. */
  private static List<String> rows(Run run, TableName table) {
    Stream<Row> rows = run.tables().read(table).collectAsList().stream();
    if (table != TableName.PROMPTS) {
      rows = rows.filter(row -> row.<Integer>getAs("round") == 0);
    }
    return rows.map(Row::toString).sorted().collect(Collectors.toList());
  }

  private static List<String> sampled(Run run) {
    return TinyRun.rollouts(run, 1).stream()
        .map(
            row ->
                Stream.of(
                        "prompt_id",
                        "sample_index",
                        "response_token_ids",
                        "behaviour_logprobs",
                        "current_logprobs",
                        "segments",
                        "prefix_rollout_id")
                    .map(column -> String.valueOf(row.<Object>getAs(column)))
                    .collect(Collectors.joining(" ")))
        .toList();
  }
}
