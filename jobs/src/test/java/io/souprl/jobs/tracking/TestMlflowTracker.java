package io.souprl.jobs.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.souprl.jobs.HandMadeRun;
import io.souprl.jobs.MeasuredRows;
import io.souprl.jobs.TinyRun;
import io.souprl.jobs.run.Run;
import io.souprl.table.StageName;
import io.souprl.table.TableName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose round 0 is trained and whose base and first policy are evaluated. */
class TestMlflowTracker {
  @TempDir private static Path folder;
  private static HandMadeRun made;
  private FakeMlflow mlflow;
  private Tracker tracker;

  @BeforeAll
  static void makeARun() {
    made = TinyRun.in(folder.resolve("run"));
    Run run = made.run();
    run.tables()
        .append(
            TableName.METRICS,
            List.of(
                MeasuredRows.metric(run, 0, "training", -1, "critic/rewards/mean", 0.25),
                MeasuredRows.metric(run, 0, "training", -1, "actor/entropy", Double.NaN),
                MeasuredRows.metric(run, 0, "training", 3, "actor/lr", 1.0)),
            "metrics");
    run.tables()
        .append(
            TableName.EVALS,
            List.of(
                MeasuredRows.evaluation(run, -1, "*", "pass", 1, 4, 0.5),
                MeasuredRows.evaluation(run, 0, "*", "pass", 1, 4, 0.75),
                MeasuredRows.evaluation(run, 0, "a+b", "avg", null, 4, 0.125)),
            "evals");
    made.done(StageName.EVALUATION, -1).done(StageName.TRAINING, 0).done(StageName.EVALUATION, 0);
  }

  @AfterAll
  static void closeTheRun() {
    made.close();
  }

  @BeforeEach
  void startAServer() throws IOException {
    mlflow = new FakeMlflow();
    tracker = new MlflowTracker(new MlflowServer(mlflow.address() + "/", "Bearer x"), "mine");
  }

  @AfterEach
  void stopTheServer() {
    mlflow.close();
  }

  private static RunFigures figures(String... settings) {
    return new RunFigures(
        TinyRun.config(folder.resolve("run"), settings),
        made.run().directory(),
        made.run().tables());
  }

  private void sendAll() {
    tracker.send(figures(), StageName.EVALUATION, -1);
    tracker.send(figures(), StageName.ROLLOUT, 0);
    tracker.send(figures(), StageName.TRAINING, 0);
    tracker.send(figures(), StageName.EVALUATION, 0);
  }

  @Test
  void sendsParametersAndMetricsUnderTheirNames() {
    sendAll();
    assertThat(mlflow.authorization).isEqualTo("Bearer x");
    assertThat(mlflow.parameters)
        .containsEntry("rollout.group-size", "4")
        .hasSameSizeAs(figures().config().values());
    assertThat(mlflow.metrics.keySet())
        .containsExactly(
            "critic/rewards/mean@0",
            "eval/test/a_b/avg_at_4@0",
            "eval/test/pass_at_1@-1",
            "eval/test/pass_at_1@0");
    assertThat(mlflow.metrics.get("critic/rewards/mean@0")).startsWith("0.25 at 1");
  }

  @Test
  void sendsTheEvaluationsAsATableAndAPicture() throws IOException {
    sendAll();
    assertThat(mlflow.artifacts)
        .containsOnlyKeys("7/r1/artifacts/evals.json", "7/r1/artifacts/pass-at-k.png");
    JsonNode table = new ObjectMapper().readTree(mlflow.artifacts.get("7/r1/artifacts/evals.json"));
    assertThat(table.path("columns").get(8).asText()).isEqualTo("value");
    assertThat(table.path("data")).hasSize(3);
    assertThat(table.path("data").get(0).get(8).asDouble()).isEqualTo(0.5);
  }

  @Test
  void sendsTheSameAgain() {
    sendAll();
    Map<String, String> first = Map.copyOf(mlflow.metrics);
    sendAll();
    assertThat(mlflow.metrics).isEqualTo(first);
  }

  @Test
  void tellsWhatTheServerSaid() {
    mlflow.failure = 403;
    assertThatThrownBy(this::sendAll)
        .isInstanceOf(TrackingException.class)
        .hasMessageContaining(mlflow.address() + " answers 403 to /api/2.0/mlflow/experiments/");
  }

  @Test
  void doesNotStopARoundWhenNobodyAnswers() {
    String address = mlflow.address();
    mlflow.close();
    RunFigures figures = figures("tracking.mlflow-uri=" + address);
    Tracking.done(figures, StageName.TRAINING, 0);
    assertThatThrownBy(() -> Tracking.all(figures))
        .isInstanceOf(TrackingException.class)
        .hasMessageContaining(address + " does not answer");
  }

  @Test
  void sendsWhatIsDoneInItsOrder() {
    assertThat(Tracking.all(figures("tracking.mlflow-uri=" + mlflow.address()))).isEqualTo(3);
    assertThat(mlflow.metrics).hasSize(4);
    assertThat(mlflow.authorization).isNull();
  }

  @Test
  void isNowhereByDefault() {
    assertThat(Tracker.of(figures().config().tracking())).isSameAs(Tracker.NONE);
  }
}
