package io.souprl.jobs.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.souprl.error.InputException;
import io.souprl.jobs.HandMadeRun;
import io.souprl.jobs.LocalSpark;
import io.souprl.jobs.MeasuredRows;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.table.RunDirectory;
import io.souprl.table.StageName;
import io.souprl.table.TableName;
import io.souprl.table.ViewName;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Round 0 is done; round 1 but for its evaluation; of round 2 the rollouts are written and not
 * committed. The views are registered while the run is locked by its driver.
 */
class TestRunViews {
  @TempDir private static Path folder;
  private static HandMadeRun handMade;
  private static Run run;

  @BeforeAll
  static void makeARun() {
    handMade = HandMadeRun.in(folder.resolve("run"));
    run = handMade.run();
    handMade.prompt("p", "final-number", "4").prompt("q", "final-number", "5").write(0);
    append(
        TableName.ROLLOUTS,
        rollout("p0", 0, "p", 0, 0, segment(0, null, 4)),
        rollout("p1", 0, "p", 1, 0, segment(0, null, 2)),
        rollout("p2", 1, "p", 0, 2, segment(0, "p1", 2), segment(1, null, 3)),
        rollout("p3", 1, "p", 1, 0, segment(1, null, 1)),
        run.tables()
            .rows(TableName.ROLLOUTS)
            .row("rollout_id", "p4", "round", 1, "prompt_id", "p", "finish_reason", "error"),
        rollout("p5", 2, "p", 0, 0, segment(2, null, 1)));
    append(
        TableName.SCORES,
        score("p0", 0, 1, "incorrect", 0.0),
        score("p0", 0, 2, "correct", 1.0),
        score("p1", 0, 1, "incorrect", 0.0),
        score("p2", 1, 1, "correct", 1.0),
        score("p3", 1, 1, "unparseable", 0.0),
        score("p4", 1, 1, "error", null),
        score("p5", 2, 1, "correct", 1.0));
    append(
        TableName.TRAINING_ROWS,
        trained("p0", 0, null),
        trained("p1", 0, "zero_variance"),
        trained("p5", 2, null));
    append(
        TableName.METRICS,
        metric(0, "training", 0, "actor/pg_loss", 0.5),
        metric(0, "training", 0, "actor/lr", 1e-3),
        metric(0, "training", 1, "actor/pg_loss", 0.25),
        metric(0, "training", -1, "actor/pg_loss", 0.375),
        metric(1, "training", 0, "actor/pg_loss", 0.125),
        metric(2, "training", 0, "actor/pg_loss", 9.0),
        metric(2, "rollout", -1, "timing_s/gen", 9.0),
        metric(-1, "warmup", 0, "nll", 2.0));
    append(
        TableName.EVALS,
        evaluation(-1, "pass", 1, 0.25),
        evaluation(-1, "avg", 8, 0.25),
        evaluation(0, "pass", 1, 0.75),
        evaluation(1, "pass", 1, 0.9));
    append(TableName.CHECKPOINTS, checkpoint(0), checkpoint(1), checkpoint(2), checkpoint(3));
    handMade.done(StageName.WARMUP, -1).done(StageName.EVALUATION, -1);
    for (StageName stage : List.of(StageName.ROLLOUT, StageName.SCORING, StageName.TRAINING)) {
      handMade.done(stage, 0).done(stage, 1);
    }
    handMade.done(StageName.EVALUATION, 0);
    RunViews.register(LocalSpark.session(), run.directory());
  }

  @AfterAll
  static void closeTheRun() {
    handMade.close();
  }

  @Test
  void hidesTheRowsOfStagesThatAreNotDone() {
    assertThat(column("SELECT DISTINCT round FROM rollouts ORDER BY 1")).containsExactly(0, 1);
    assertThat(column("SELECT DISTINCT round FROM scores ORDER BY 1")).containsExactly(0, 1);
    assertThat(column("SELECT DISTINCT round FROM training_rows")).containsExactly(0);
    assertThat(column("SELECT DISTINCT round FROM evals ORDER BY 1")).containsExactly(-1, 0);
    assertThat(column("SELECT DISTINCT concat(stage, round) FROM metrics ORDER BY 1"))
        .containsExactly("training0", "training1", "warmup-1");
    assertThat(column("SELECT policy_version FROM checkpoints ORDER BY 1"))
        .containsExactly(0, 1, 2);
    assertThat(column("SELECT prompt_id FROM prompts ORDER BY 1")).containsExactly("p", "q");
    assertThat(column("SELECT count(*) FROM rounds")).containsExactly(9L);
  }

  @Test
  void seesAStageFromItsCommitOn(@TempDir Path empty) {
    try (HandMadeRun young = HandMadeRun.in(empty.resolve("young"))) {
      RunDirectory directory = young.run().directory();
      young
          .run()
          .tables()
          .append(
              TableName.ROLLOUTS,
              List.of(rollout("a", 0, "p", 0, 0, segment(0, null, 1))),
              "some rows");
      SparkSession before = LocalSpark.session().newSession();
      RunViews.register(before, directory);
      assertThat(before.sql("SELECT * FROM rollouts").count()).isZero();
      assertThat(before.sql("SELECT * FROM round_summary").count()).isZero();
      young.done(StageName.ROLLOUT, 0);
      SparkSession after = LocalSpark.session().newSession();
      RunViews.register(after, directory);
      assertThat(after.sql("SELECT * FROM rollouts").count()).isEqualTo(1);
      assertThat(after.sql("SELECT round, reward, steps FROM round_summary").collectAsList())
          .containsExactly(RowFactory.create(0, null, null));
    }
  }

  @Test
  void registersWhatAStatementNamesAndEverythingForShow() {
    assertThat(registered("SELECT * FROM Training_Curve JOIN evals"))
        .containsExactly("evals", "metrics", "training_curve");
    assertThat(registered("SELECT 1 AS rollouts_ago")).isEmpty();
    assertThat(registered("SHOW TABLES")).hasSize(16).contains("prompts", "verifier_disagreement");
  }

  private static List<Object> registered(String statement) {
    SparkSession session = LocalSpark.session().newSession();
    RunViews.register(session, run.directory(), statement);
    List<Object> names = new ArrayList<>();
    for (Row row : session.sql("SHOW VIEWS").collectAsList()) {
      names.add(row.getAs("viewName"));
    }
    return names;
  }

  @Test
  void summarisesRounds() {
    assertThat(
            rows(
                "SELECT round, policy_version, prompts, rollouts, failed, scored, reward,"
                    + " reward_prefixed, reward_plain, correct_fraction FROM round_summary"))
        .containsExactly(
            RowFactory.create(0, 0, 1L, 2L, 0L, 2L, 0.5, null, 0.5, 0.5),
            RowFactory.create(1, 1, 1L, 3L, 1L, 2L, 0.5, 1.0, 0.0, 0.5));
    assertThat(
            rows(
                "SELECT prefixed_fraction, prefix_length, response_length, generated_tokens,"
                    + " reused_tokens, trained_fraction, steps, pg_loss FROM round_summary"))
        .containsExactly(
            RowFactory.create(0.0, null, 3.0, 6L, 0L, 0.5, 2L, 0.375),
            RowFactory.create(1 / 3.0, 2.0, 3.0, 4L, 2L, null, 1L, null));
  }

  @Test
  void tellsHowDifficultPromptsAre() {
    assertThat(
            rows(
                "SELECT prompt_id, samples, scored, correct, pass_rate, pass_rate_plain, reward,"
                    + " rounds, last_round FROM prompt_difficulty ORDER BY prompt_id"))
        .containsExactly(
            RowFactory.create("p", 4L, 4L, 2L, 0.5, 1 / 3.0, 0.5, 2L, 1),
            RowFactory.create("q", 0L, 0L, 0L, null, null, null, 0L, null));
  }

  @Test
  void followsPrefixesToTheirSources() {
    assertThat(
            rows(
                "SELECT rollout_id, segment, start, length, prefix_length, response_length,"
                    + " source_version, lag, source_rollout_id, source_round, source_status,"
                    + " status FROM prefix_lineage"))
        .containsExactly(
            RowFactory.create("p2", 0, 0, 2, 2, 5, 0, 1, "p1", 0, "incorrect", "correct"));
  }

  @Test
  void drawsTheTrainingCurve() {
    assertThat(rows("SELECT round, step, global_step, pg_loss, lr FROM training_curve"))
        .containsExactly(
            RowFactory.create(0, 0, 0, 0.5, 1e-3),
            RowFactory.create(0, 1, 1, 0.25, null),
            RowFactory.create(1, 0, 2, 0.125, null));
  }

  @Test
  void comparesPassAtKWithTheBase() {
    assertThat(rows("SELECT round, policy_version, k, pass_at_k, gain FROM pass_at_k"))
        .containsExactly(
            RowFactory.create(-1, 0, 1, 0.25, 0.0), RowFactory.create(0, 1, 1, 0.75, 0.5));
  }

  @Test
  void theScriptGivesTheSameRowsToAnySession() {
    SparkSession other = LocalSpark.session().newSession();
    ViewScript.statements(other, run.directory()).forEach(other::sql);
    List<String> names = new ArrayList<>();
    for (TableName table : TableName.values()) {
      names.add(table.text());
    }
    for (ViewName view : ViewName.values()) {
      names.add(view.text());
    }
    for (String name : names) {
      assertThat(texts(other, name)).as(name).isEqualTo(texts(LocalSpark.session(), name));
    }
    assertThat(ViewScript.of(other, run.directory()).split(";", -1)).hasSize(names.size() + 1);
  }

  private static List<String> texts(SparkSession session, String name) {
    return session.table(name).collectAsList().stream().map(Row::toString).sorted().toList();
  }

  @Test
  void refusesADirectoryThatIsNoRun(@TempDir Path empty) {
    RunDirectory directory = directory(empty);
    assertThatThrownBy(() -> RunViews.register(LocalSpark.session(), directory))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "file:%s: there is no run here (no table prompts). Name the run.dir of a run that has"
                    .formatted(empty)
                + " begun.");
    assertThat(empty).isEmptyDirectory();
  }

  private static RunDirectory directory(Path path) {
    return new RunDirectory(
        path.toString(), LocalSpark.session().sparkContext().hadoopConfiguration());
  }

  private static List<Object> column(String query) {
    List<Object> values = new ArrayList<>();
    rows(query).forEach(row -> values.add(row.get(0)));
    return values;
  }

  private static List<Row> rows(String query) {
    return SqlQuery.run(LocalSpark.session(), query).collectAsList();
  }

  private static void append(TableName table, Row... rows) {
    run.tables().append(table, List.of(rows), "by hand");
  }

  private static Row segment(int version, String source, int length) {
    return RowFactory.create(version, "hash", source, length);
  }

  private static Row rollout(
      String id, int round, String prompt, int sample, int prefixLength, Row... segments) {
    int length = 0;
    for (Row segment : segments) {
      length += segment.getInt(3);
    }
    return run.tables()
        .rows(TableName.ROLLOUTS)
        .row(
            "rollout_id", id,
            "round", round,
            "prompt_id", prompt,
            "sample_index", sample,
            "policy_version", round,
            "response_token_ids", new int[length],
            "behaviour_logprobs", new float[length],
            "segments", List.of(segments),
            "prefix_length", prefixLength,
            "finish_reason", "stop",
            "generated_tokens", length - prefixLength);
  }

  private static Row score(String id, int round, int second, String status, Double reward) {
    return run.tables()
        .rows(TableName.SCORES)
        .row(
            "rollout_id", id,
            "round", round,
            "verifier", "v" + second,
            "status", status,
            "reward", reward,
            "scored_at", Instant.ofEpochSecond(second));
  }

  private static Row trained(String id, int round, String excluded) {
    return run.tables()
        .rows(TableName.TRAINING_ROWS)
        .row(
            "rollout_id", id,
            "round", round,
            "included", excluded == null,
            "excluded_reason", excluded);
  }

  private static Row metric(int round, String stage, int step, String name, double value) {
    return MeasuredRows.metric(run, round, stage, step, name, value);
  }

  private static Row evaluation(int round, String metric, int k, double value) {
    return MeasuredRows.evaluation(run, round, "*", metric, k, 8, value);
  }

  private static Row checkpoint(int version) {
    return run.tables().rows(TableName.CHECKPOINTS).row("policy_version", version);
  }
}
