package io.souprl.jobs.tracking;

import static io.souprl.jobs.table.RowReader.integer;
import static io.souprl.jobs.table.RowReader.string;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.souprl.jobs.chart.LineChart;
import io.souprl.jobs.chart.Pictures;
import io.souprl.jobs.table.RowReader;
import io.souprl.table.StageName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/**
 * Sends figures to MLflow: a run of SoupRL is one there. Its configuration becomes parameters when
 * it is made; a round's metrics have the round as their step and the time at which the stage ended,
 * so that MLflow takes them once; evaluations are metrics, a table and a picture.
 */
final class MlflowTracker implements Tracker {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** MLflow's limit for one call. */
  private static final int PARAMETERS_A_CALL = 100;

  /** MLflow's limit for a parameter's value. */
  private static final int LONGEST_VALUE = 6000;

  private static final String RUN = "souprl.run";
  private static final String DIRECTORY = "souprl.directory";
  private static final String TABLE = "evals.json";

  /** By which MLflow knows that an artifact is a table. */
  private static final String TABLES_TAG = "mlflow.loggedArtifacts";

  private static final String TABLES = "[{\"path\": \"" + TABLE + "\", \"type\": \"table\"}]";
  private static final String SERVED = "mlflow-artifacts:/";
  private static final List<String> COLUMNS =
      List.of(
          "round",
          "policy_version",
          "split",
          "dataset",
          "metric",
          "k",
          "n",
          "prompts",
          "value",
          "std_error");

  private final MlflowServer server;
  private final String experiment;

  MlflowTracker(MlflowServer server, String experiment) {
    this.server = server;
    this.experiment = experiment;
  }

  @Override
  public void send(RunFigures figures, StageName stage, int round) {
    if (stage == StageName.TRAINING) {
      metrics(run(figures), figures.metrics(round), figures.ended(stage, round), round);
    } else if (stage == StageName.EVALUATION) {
      evaluations(run(figures), figures, round);
    }
  }

  private void evaluations(JsonNode run, RunFigures figures, int round) {
    List<Row> rows = figures.evaluations();
    Map<String, Double> metrics = new TreeMap<>();
    for (Row row : rows) {
      if (integer(row, "round") == round
          && Double.isFinite(row.getDouble(row.fieldIndex("value")))) {
        metrics.put(name(row), row.getDouble(row.fieldIndex("value")));
      }
    }
    metrics(run, metrics, figures.ended(StageName.EVALUATION, round), round);
    artifact(run, TABLE, table(rows).getBytes(StandardCharsets.UTF_8));
    server.post("/runs/set-tag", Map.of("run_id", id(run), "key", TABLES_TAG, "value", TABLES));
    LineChart curve = curve(rows);
    if (!curve.isEmpty()) {
      artifact(run, "pass-at-k.png", Pictures.bytes(curve.drawWithLegend()));
    }
  }

  /** Such as eval/test/pass_at_8 or, of one data set, eval/test/gsm8k/avg_at_16. */
  private static String name(Row row) {
    String dataset = string(row, "dataset");
    return "eval/%s/%s%s_at_%d"
        .formatted(
            string(row, "split"),
            dataset == null || dataset.equals("*") ? "" : dataset + "/",
            string(row, "metric"),
            integer(row, RowReader.isNull(row, "k") ? "n" : "k"))
        .replaceAll("[^\\w\\-. :/]", "_");
  }

  /** The table as MLflow's pages show it. */
  private static String table(List<Row> rows) {
    List<List<Object>> data = new ArrayList<>();
    for (Row row : rows) {
      data.add(COLUMNS.stream().map(column -> row.get(row.fieldIndex(column))).toList());
    }
    return json(Map.of("columns", COLUMNS, "data", data));
  }

  private static LineChart curve(List<Row> rows) {
    Map<String, SortedMap<Integer, Double>> lines = new LinkedHashMap<>();
    for (Row row : rows) {
      if (string(row, "metric").equals("pass") && "*".equals(string(row, "dataset"))) {
        lines
            .computeIfAbsent("pass@" + integer(row, "k"), line -> new TreeMap<>())
            .put(integer(row, "policy_version"), row.getDouble(row.fieldIndex("value")));
      }
    }
    LineChart chart = new LineChart("policy version").fromZero();
    lines.forEach(chart::line);
    return chart;
  }

  /** The MLflow run of this run, made at its first stage. */
  private JsonNode run(RunFigures figures) {
    String experimentId = experimentId();
    String id = figures.config().runId();
    String directory = figures.directory().root().toString();
    JsonNode found =
        server.post(
            "/runs/search",
            Map.of(
                "experiment_ids",
                List.of(experimentId),
                "filter",
                "tags.`%s` = %s AND tags.`%s` = %s"
                    .formatted(RUN, quoted(id), DIRECTORY, quoted(directory)),
                "max_results",
                1));
    if (found.path("runs").size() > 0) {
      return found.path("runs").get(0).path("info");
    }
    JsonNode run =
        server
            .post(
                "/runs/create",
                Map.of(
                    "experiment_id",
                    experimentId,
                    "run_name",
                    id,
                    "start_time",
                    Instant.now().toEpochMilli(),
                    "tags",
                    List.of(entry(RUN, id), entry(DIRECTORY, directory))))
            .path("run")
            .path("info");
    parameters(run, figures.config().values());
    return run;
  }

  private String experimentId() {
    return server
        .get("/experiments/get-by-name", "experiment_name", experiment)
        .map(found -> found.path("experiment").path("experiment_id").asText())
        .orElseGet(
            () ->
                server
                    .post("/experiments/create", Map.of("name", experiment))
                    .path("experiment_id")
                    .asText());
  }

  private void parameters(JsonNode run, Map<String, String> values) {
    List<Map<String, String>> parameters = new ArrayList<>();
    values.forEach(
        (key, value) ->
            parameters.add(
                entry(key, value.substring(0, Math.min(value.length(), LONGEST_VALUE)))));
    for (int from = 0; from < parameters.size(); from += PARAMETERS_A_CALL) {
      int to = Math.min(parameters.size(), from + PARAMETERS_A_CALL);
      server.post(
          "/runs/log-batch", Map.of("run_id", id(run), "params", parameters.subList(from, to)));
    }
  }

  private void metrics(JsonNode run, Map<String, Double> values, Instant time, int round) {
    List<Map<String, Object>> metrics = new ArrayList<>();
    values.forEach(
        (name, value) ->
            metrics.add(
                Map.of(
                    "key", name, "value", value, "timestamp", time.toEpochMilli(), "step", round)));
    server.post("/runs/log-batch", Map.of("run_id", id(run), "metrics", metrics));
    server.post(
        "/runs/update",
        Map.of("run_id", id(run), "status", "FINISHED", "end_time", time.toEpochMilli()));
  }

  private void artifact(JsonNode run, String name, byte[] content) {
    String uri = run.path("artifact_uri").asText();
    if (!uri.startsWith(SERVED)) {
      throw new TrackingException(
          "the server leaves artifacts to its clients (%s); start it with --serve-artifacts"
              .formatted(uri),
          null);
    }
    server.put(uri.substring(SERVED.length()).replaceAll("^/+", "") + "/" + name, content);
  }

  private static String id(JsonNode run) {
    return run.path("run_id").asText();
  }

  private static Map<String, String> entry(String key, String value) {
    return Map.of("key", key, "value", value);
  }

  private static String quoted(String text) {
    return text.contains("'") ? "\"" + text + "\"" : "'" + text + "'";
  }

  private static String json(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write as JSON: " + value, e);
    }
  }
}
