package io.souprl.jobs.packaging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;

/**
 * The real Airflow 3 with its scheduler, DAG processor and API server, on the DAGs of a folder:
 * what {@code airflow standalone} starts. Everybody is an administrator.
 */
public final class AirflowServer implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(8);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Path log;
  private final String address;
  private final Process process;
  private final String token;

  /**
   * Starts it and waits until it answers.
   *
   * @param airflow the program
   * @param dags folder of DAG files
   * @param home empty folder for its database and logs
   * @param environment more variables for it and its tasks
   */
  public AirflowServer(Path airflow, Path dags, Path home, Map<String, String> environment) {
    this.log = home.resolve("standalone.log");
    int port = Ports.free();
    this.address = "http://127.0.0.1:" + port;
    ProcessBuilder builder =
        new ProcessBuilder(airflow.toString(), "standalone")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    Map<String, String> variables = builder.environment();
    variables.keySet().removeIf(name -> name.startsWith("AIRFLOW"));
    variables.put("AIRFLOW_HOME", home.toString());
    variables.put("AIRFLOW__CORE__DAGS_FOLDER", dags.toString());
    variables.put("AIRFLOW__CORE__LOAD_EXAMPLES", "False");
    variables.put("AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION", "False");
    variables.put("AIRFLOW__CORE__DEFAULT_TASK_RETRY_DELAY", "1");
    variables.put("AIRFLOW__CORE__PARALLELISM", "2");
    variables.put("AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS", "True");
    variables.put("AIRFLOW__CORE__EXECUTION_API_SERVER_URL", address + "/execution/");
    variables.put("AIRFLOW__API__HOST", "127.0.0.1");
    variables.put("AIRFLOW__API__PORT", Integer.toString(port));
    variables.put("AIRFLOW__API__BASE_URL", address);
    variables.put("AIRFLOW__API__WORKERS", "1");
    variables.putAll(environment);
    try {
      this.process = builder.start();
      this.token = awaitToken();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String awaitToken() {
    return Awaitility.await(log.toString())
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(2))
        .ignoreException(ConnectException.class)
        .until(
            () -> {
              HttpResponse<String> answer = send(request("/auth/token").GET());
              return answer.statusCode() < 300
                  ? MAPPER.readTree(answer.body()).path("access_token").asText()
                  : "";
            },
            found -> !found.isEmpty());
  }

  /** The answer to a GET below {@code /api/v2}, whatever its status. */
  public JsonNode get(String path) {
    return call(path, request("/api/v2" + path).GET());
  }

  /** The answer to a POST below {@code /api/v2}. */
  public JsonNode post(String path, String body) {
    return call(
        path,
        request("/api/v2" + path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  /** Waits until a run of a DAG has come to its end, and returns its state. */
  public String await(String dag, String run) {
    return Awaitility.await(log.toString())
        .atMost(Duration.ofMinutes(15))
        .pollInterval(Duration.ofSeconds(2))
        .until(
            () -> get("/dags/" + dag + "/dagRuns/" + run).path("state").asText(),
            state -> state.equals("success") || state.equals("failed"));
  }

  /** What the processes have printed. */
  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path));
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  private JsonNode call(String path, HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer = send(request);
      return MAPPER.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot ask for " + path, e);
    }
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot ask Airflow: interrupted", e);
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
