package io.souprl.jobs.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.souprl.jobs.LocalSpark;
import io.souprl.jobs.packaging.Launcher;
import io.souprl.jobs.packaging.Outcome;
import io.souprl.jobs.packaging.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.spark.sql.Row;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A quickstart that tells a real MLflow server, and what MLflow's own client finds there. */
@Tag("heavy")
class MlflowIT {
  private static final Path PYTHON = Path.of(System.getProperty("souprl.heavy-python"));
  private static final Path CONTENTS =
      Launcher.ROOT.resolve("jobs/src/test/python/mlflow_contents.py");

  @TempDir private Path folder;
  private String address;

  @Test
  void isToldOfEveryRound() throws Exception {
    int port = Ports.free();
    address = "http://127.0.0.1:" + port;
    Process server =
        new ProcessBuilder(
                PYTHON.toString(),
                "-m",
                "mlflow",
                "server",
                "--host",
                "127.0.0.1",
                "--port",
                "" + port,
                "--backend-store-uri",
                "sqlite:///" + folder.resolve("mlflow.db"),
                "--artifacts-destination",
                folder.resolve("artifacts").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("server.log").toFile())
            .start();
    try {
      awaitServer(server);
      Path run = folder.resolve("tracked");
      Outcome outcome =
          Launcher.in(folder)
              .smoke(run, 2, "tracking.mlflow-uri=" + address, "tracking.mlflow-experiment=smoke");
      assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
      assertThat(outcome.errors()).doesNotContain("not tracked");
      JsonNode contents = contents();
      require(contents, run);

      Outcome again =
          Launcher.in(folder)
              .run(
                  "track",
                  "--run",
                  run.toString(),
                  "--set",
                  "tracking.mlflow-uri=" + address,
                  "--set",
                  "tracking.mlflow-experiment=smoke");
      assertThat(again.exitCode()).as(again.errors()).isZero();
      assertThat(again.output()).isEqualTo("tracked stages: 4\n");
      assertThat(contents()).isEqualTo(contents);
    } finally {
      server.descendants().forEach(ProcessHandle::destroy);
      server.destroy();
    }
  }

  private static void require(JsonNode contents, Path run) {
    assertThat(contents.path("name").asText()).isEqualTo("tracked");
    assertThat(contents.path("status").asText()).isEqualTo("FINISHED");
    assertThat(contents.path("params").path("rollout.group-size").asText()).isEqualTo("4");
    for (Row row :
        LocalSpark.sql(
                "SELECT name, round, value FROM delta.`%s/metrics` WHERE step = -1 AND round >= 0"
                    .formatted(run))
            .collectAsList()) {
      JsonNode history = contents.path("history").path(row.getString(0));
      assertThat(history).as(row.getString(0)).isNotEmpty();
      assertThat(history)
          .as(row.toString())
          .anySatisfy(
              point -> {
                assertThat(point.get(0).asInt()).isEqualTo(row.getInt(1));
                assertThat(point.get(1).asDouble()).isEqualTo(row.getDouble(2));
              });
    }
    assertThat(contents.path("history").path("eval/test/pass_at_1")).hasSize(2);
    assertThat(contents.path("evaluations").asLong())
        .isEqualTo(LocalSpark.sql("SELECT * FROM delta.`%s/evals`".formatted(run)).count());
    assertThat(contents.path("artifacts").path("pass-at-k.png").asInt()).isGreaterThan(1000);
  }

  private JsonNode contents() throws IOException {
    Outcome outcome =
        Launcher.finish(
            new ProcessBuilder(PYTHON.toString(), CONTENTS.toString(), address, "smoke")
                .directory(folder.toFile()));
    assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    return new ObjectMapper().readTree(outcome.output());
  }

  private void awaitServer(Process server) {
    HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/health")).build();
    Awaitility.await("the MLflow server")
        .atMost(Duration.ofMinutes(3))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(
            () -> {
              assertThat(server.isAlive()).as(folder.resolve("server.log").toString()).isTrue();
              return HttpClient.newHttpClient()
                      .send(request, HttpResponse.BodyHandlers.discarding())
                      .statusCode()
                  == 200;
            });
  }
}
