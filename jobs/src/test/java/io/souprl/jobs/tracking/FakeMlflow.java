package io.souprl.jobs.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** As much of an MLflow server as a tracker asks for, in memory: one experiment, one run. */
final class FakeMlflow implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final HttpServer server;
  private boolean experiment;
  private JsonNode run;
  final Map<String, String> parameters = new LinkedHashMap<>();

  /** Values by name and step, with the time. */
  final Map<String, String> metrics = new TreeMap<>();

  final Map<String, byte[]> artifacts = new TreeMap<>();
  String authorization;

  /** The status of all answers; 0 is the usual one. */
  int failure;

  FakeMlflow() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    authorization = exchange.getRequestHeaders().getFirst("Authorization");
    String path = exchange.getRequestURI().getPath();
    ObjectNode answer = MAPPER.createObjectNode();
    int status = 200;
    if (failure != 0) {
      status = failure;
    } else if (path.startsWith("/api/2.0/mlflow-artifacts/artifacts/")) {
      artifacts.put(path.substring("/api/2.0/mlflow-artifacts/artifacts/".length()), body);
    } else {
      JsonNode fields = body.length == 0 ? answer : MAPPER.readTree(body);
      switch (path.substring("/api/2.0/mlflow/".length())) {
        case "experiments/get-by-name" -> {
          status = experiment ? 200 : 404;
          answer.putObject("experiment").put("experiment_id", "7");
        }
        case "experiments/create" -> {
          experiment = true;
          answer.put("experiment_id", "7");
        }
        case "runs/search" -> {
          if (run != null) {
            answer.putArray("runs").add(run);
          }
        }
        case "runs/create" -> {
          ObjectNode made = MAPPER.createObjectNode();
          made.putObject("info")
              .put("run_id", "r1")
              .put("artifact_uri", "mlflow-artifacts:/7/r1/artifacts");
          run = made;
          answer.set("run", made);
        }
        case "runs/log-batch" -> log(fields);
        case "runs/set-tag", "runs/update" -> answer.put("status", fields.path("status").asText());
        default -> status = 404;
      }
    }
    byte[] bytes = MAPPER.writeValueAsBytes(answer);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private void log(JsonNode fields) {
    fields
        .path("params")
        .forEach(p -> parameters.put(p.path("key").asText(), p.path("value").asText()));
    fields
        .path("metrics")
        .forEach(
            m ->
                metrics.put(
                    m.path("key").asText() + "@" + m.path("step").asInt(),
                    m.path("value").asDouble() + " at " + m.path("timestamp").asLong()));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
