package io.souprl.jobs.tracking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * The REST interface 2.0 of an MLflow tracking server. MLflow's own Java client is not used: it
 * starts the Python program mlflow to send an artifact, and its protobuf is not that of Spark.
 */
final class MlflowServer {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** One for the process: it has threads of its own. */
  private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  private static final String API = "/api/2.0/mlflow";
  private static final int OK = 200;

  private final String address;
  private final String authorization;

  /**
   * @param authorization value of the header; null sends none
   */
  MlflowServer(String address, String authorization) {
    this.address = address.replaceAll("/+$", "");
    this.authorization = authorization;
  }

  /** The server with the credentials of the environment, under MLflow's own names. */
  static MlflowServer at(String address) {
    String token = System.getenv("MLFLOW_TRACKING_TOKEN");
    String user = System.getenv("MLFLOW_TRACKING_USERNAME");
    String password = System.getenv("MLFLOW_TRACKING_PASSWORD");
    if (token != null) {
      return new MlflowServer(address, "Bearer " + token);
    }
    if (user == null) {
      return new MlflowServer(address, null);
    }
    byte[] pair =
        (user + ":" + (password == null ? "" : password)).getBytes(StandardCharsets.UTF_8);
    return new MlflowServer(address, "Basic " + Base64.getEncoder().encodeToString(pair));
  }

  /** The answer to a question; nothing where the server has no such thing. */
  Optional<JsonNode> get(String method, String parameter, String value) {
    String query = "?" + parameter + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    HttpResponse<String> response = answer(request(API + method + query).GET());
    if (response.statusCode() == 404) {
      return Optional.empty();
    }
    return Optional.of(json(response));
  }

  /** Calls a method with these fields. */
  JsonNode post(String method, Map<String, ?> fields) {
    String body;
    try {
      body = MAPPER.writeValueAsString(fields);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write as JSON: " + fields, e);
    }
    return json(
        answer(
            request(API + method)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))));
  }

  /**
   * Stores a file through the server, which keeps artifacts itself.
   *
   * @param path below the server's artifacts
   */
  void put(String path, byte[] content) {
    json(
        answer(
            request("/api/2.0/mlflow-artifacts/artifacts/" + path)
                .header("Content-Type", "application/octet-stream")
                .PUT(BodyPublishers.ofByteArray(content))));
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + path)).timeout(PATIENCE);
    return authorization == null ? request : request.header("Authorization", authorization);
  }

  private HttpResponse<String> answer(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new TrackingException(address + " does not answer (" + e + ")", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrackingException("interrupted while waiting for " + address, e);
    }
  }

  private JsonNode json(HttpResponse<String> response) {
    if (response.statusCode() != OK) {
      throw new TrackingException(
          "%s answers %d to %s: %s"
              .formatted(
                  address,
                  response.statusCode(),
                  response.request().uri().getPath(),
                  response.body()),
          null);
    }
    try {
      return MAPPER.readTree(response.body());
    } catch (JsonProcessingException e) {
      throw new TrackingException(address + " answers what is no JSON", e);
    }
  }
}
