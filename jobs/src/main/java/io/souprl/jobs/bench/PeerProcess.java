package io.souprl.jobs.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.souprl.error.InputErrors;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A Python process that loads a model once and then answers a JSON line with a JSON line. */
final class PeerProcess implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final long PATIENCE_SECONDS = 30;
  private static final String COMMON = "peer.py";

  /** What our launcher sets for one thread a task: a peer sets its threads itself. */
  private static final List<String> OUR_VARIABLES =
      List.of("OMP_NUM_THREADS", "MKL_NUM_THREADS", "MKL_CBWR");

  private final String script;
  private final Path log;
  private final Process process;
  private final BufferedWriter requests;
  private final BufferedReader answers;
  private final JsonNode versions;

  /**
   * Starts a script of this package and waits until it has loaded the checkpoint.
   *
   * @param work where scripts and logs are kept
   * @param part which of the script's processes this is, from 0
   */
  PeerProcess(Path python, String script, Path work, Path checkpoint, Path workload, int part) {
    this.script = script;
    this.log = work.resolve("%s.%d.log".formatted(script, part));
    try {
      copy(COMMON, work);
      ProcessBuilder builder =
          new ProcessBuilder(
                  python.toString(),
                  copy(script, work).toString(),
                  "--checkpoint=" + checkpoint,
                  "--workload=" + workload)
              .redirectError(log.toFile());
      OUR_VARIABLES.forEach(builder.environment()::remove);
      builder.environment().put("HF_HUB_OFFLINE", "1");
      this.process = builder.start();
    } catch (IOException e) {
      throw InputErrors.of(
          "--python", "cannot start " + python, "Name a Python 3 with torch and transformers.", e);
    }
    this.requests = process.outputWriter();
    this.answers = process.inputReader();
    try {
      this.versions = read().path("versions");
    } catch (ContenderException e) {
      close();
      throw InputErrors.of(
          "--python",
          python + " cannot run " + script + ", see " + log,
          "Install what jobs/src/bench/python/requirements.txt names.",
          e);
    }
  }

  private static Path copy(String script, Path work) throws IOException {
    Path file = work.resolve(script);
    try (InputStream source = PeerProcess.class.getResourceAsStream("python/" + script)) {
      if (source == null) {
        throw new IllegalStateException("Cannot find python/" + script);
      }
      Files.copy(source, file, StandardCopyOption.REPLACE_EXISTING);
    }
    return file;
  }

  /** Versions of Python and its libraries. */
  JsonNode versions() {
    return versions;
  }

  /** Asks for a measurement, which begins at once. */
  void send(Map<String, Object> request) {
    try {
      requests.write(MAPPER.writeValueAsString(request));
      requests.newLine();
      requests.flush();
    } catch (IOException e) {
      throw new ContenderException(script + " ended, see " + log, e);
    }
  }

  /**
   * Waits for the measurement.
   *
   * @throws ContenderException with the peer's own words when it cannot
   */
  Measurement receive() {
    JsonNode answer = read();
    if (answer.has("error")) {
      throw new ContenderException(answer.path("error").asText());
    }
    return new Measurement(answer.path("tokens").asLong(), answer.path("seconds").asDouble());
  }

  private JsonNode read() {
    try {
      String line = answers.readLine();
      if (line == null) {
        throw new ContenderException(script + " ended, see " + log);
      }
      return MAPPER.readTree(line);
    } catch (IOException e) {
      throw new ContenderException(script + " gave no JSON, see " + log, e);
    }
  }

  /** Ends the input, and with it the process. */
  @Override
  public void close() {
    try {
      requests.close();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      answers.close();
    } catch (IOException e) {
      process.destroyForcibly();
      throw new UncheckedIOException("Cannot end " + script, e);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
