package io.souprl.jobs.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.souprl.jobs.round.RunContents;
import io.souprl.table.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The DAG of {@code submit/airflow} in the real Airflow, on the spark-submit of pyspark. */
@Tag("slow")
class AirflowIT {
  private static final Path AIRFLOW = Path.of(System.getProperty("souprl.airflow"));
  private static final String SPARK = System.getProperty("souprl.spark-home");
  private static final String DAG = "souprl_round";
  private static final List<String> STAGES = List.of("rollout", "score", "train", "evaluate");

  @TempDir private Path folder;

  @Test
  void runsARoundADagRun() throws IOException {
    Path run = folder.resolve("run");
    Outcome base = Launcher.in(folder).smoke(run, 1);
    assertThat(base.exitCode()).as(base.errors()).isZero();
    Path marks = Files.createDirectory(folder.resolve("marks"));
    Path spark = sparkConf("-Dsouprl.test.halt-at=scoring.after-data -Dsouprl.test.once=" + marks);
    Map<String, String> environment = new HashMap<>();
    environment.put("SOUPRL_HOME", Launcher.ROOT.toString());
    environment.put("SOUPRL_RUN_DIR", run.toString());
    environment.put("SOUPRL_CONFIG", Launcher.ROOT.resolve("conf/smoke.yaml").toString());
    environment.put("SOUPRL_SPARK_CONF", spark.toString());
    environment.put("SPARK_HOME", SPARK);
    environment.put("PATH", SPARK + "/bin:" + AIRFLOW.getParent() + ":" + System.getenv("PATH"));
    environment.put(
        "AIRFLOW_CONN_SPARK_DEFAULT", "{\"conn_type\": \"spark\", \"host\": \"local[2,3]\"}");
    try (AirflowServer airflow =
        new AirflowServer(
            AIRFLOW,
            Launcher.ROOT.resolve("submit/airflow"),
            Files.createDirectory(folder.resolve("airflow")),
            environment)) {
      requireLoaded(airflow);

      assertThat(trigger(airflow, "first")).as(airflow.log()).isEqualTo("success");
      assertThat(marks).isDirectoryContaining("glob:**/scoring.after-data");
      assertThat(tries(airflow, "first")).containsEntry("score", 2).containsEntry("train", 1);
      requireRounds(run, 2);
      assertThat(airflow.get("/assets/events").path("total_entries").asInt()).isEqualTo(1);

      assertThat(trigger(airflow, "second")).as(airflow.log()).isEqualTo("success");
      requireRounds(run, 3);

      List<String> manifest = RunContents.rows(run, TableName.ROUNDS);
      airflow.post(
          "/dags/" + DAG + "/dagRuns/first/clear", "{\"dry_run\": false, \"only_failed\": false}");
      Awaitility.await()
          .until(
              () ->
                  !airflow
                      .get("/dags/" + DAG + "/dagRuns/first")
                      .path("state")
                      .asText()
                      .equals("success"));
      assertThat(airflow.await(DAG, "first")).as(airflow.log()).isEqualTo("success");
      assertThat(tries(airflow, "first")).containsEntry("rollout", 2).containsEntry("train", 2);
      assertThat(RunContents.rows(run, TableName.ROUNDS)).isEqualTo(manifest);
      requireRounds(run, 3);
    }
  }

  private static void requireLoaded(AirflowServer airflow) {
    JsonNode dag =
        Awaitility.await()
            .atMost(java.time.Duration.ofMinutes(6))
            .pollInterval(java.time.Duration.ofSeconds(2))
            .until(() -> airflow.get("/dags/" + DAG), answer -> answer.has("dag_id"));
    assertThat(airflow.get("/importErrors").path("total_entries").asInt()).isZero();
    assertThat(dag.path("max_active_runs").asInt()).isEqualTo(1);
    assertThat(dag.path("is_paused").asBoolean()).isFalse();
  }

  private static String trigger(AirflowServer airflow, String name) {
    JsonNode answer =
        airflow.post(
            "/dags/" + DAG + "/dagRuns",
            "{\"dag_run_id\": \"" + name + "\", \"logical_date\": null}");
    assertThat(answer.path("dag_run_id").asText()).as(answer.toString()).isEqualTo(name);
    return airflow.await(DAG, name);
  }

  private static Map<String, Integer> tries(AirflowServer airflow, String run) {
    Map<String, Integer> tries = new HashMap<>();
    airflow
        .get("/dags/" + DAG + "/dagRuns/" + run + "/taskInstances")
        .path("task_instances")
        .forEach(task -> tries.put(task.path("task_id").asText(), task.path("try_number").asInt()));
    assertThat(tries).containsKeys(STAGES.toArray(String[]::new)).containsKey("fix_round");
    return tries;
  }

  /** Every round has its four stages in the manifest, once each. */
  private static void requireRounds(Path run, int rounds) {
    List<String> rows = RunContents.rows(run, TableName.ROUNDS);
    assertThat(rows).doesNotHaveDuplicates();
    for (int round = 1; round < rounds; round++) {
      for (String stage : List.of("rollout", "scoring", "training", "evaluation")) {
        String named = "round\":" + round + ",\"stage\":\"" + stage + "\"";
        assertThat(rows)
            .as("%s\n%s", named, rows)
            .filteredOn(row -> row.contains(named))
            .hasSize(1);
      }
    }
    assertThat(rows).noneMatch(row -> row.contains("round\":" + rounds + ","));
  }

  private Path sparkConf(String driverOptions) throws IOException {
    return Files.writeString(
        folder.resolve("spark.conf"),
        Files.readString(Launcher.ROOT.resolve("conf/spark-defaults-local.conf"))
            + "\nspark.driver.extraJavaOptions "
            + driverOptions
            + " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC\n");
  }
}
