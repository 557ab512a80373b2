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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A Python process that loads what it needs once and then answers a JSON line with a JSON line. */
final class PeerProcess implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final long PATIENCE_SECONDS = 30;
  private static final String COMMON = "peer.py";

  /** What our launcher sets for our threads and memory: a peer does so itself. */
  private static final List<String> OUR_VARIABLES =
      List.of("OMP_NUM_THREADS", "MKL_NUM_THREADS", "MKL_CBWR", "MALLOC_ARENA_MAX");

  private final String script;
  private final Path log;
  private final Process process;
  private final BufferedWriter requests;
  private final BufferedReader answers;
  private final JsonNode versions;

  /**
   * Starts a script of this package and waits until it is ready.
   *
   * @param arguments of the script
   * @param requirements file of {@code jobs/src/bench/python} that names its packages
   * @param work where scripts and logs are kept
   * @param part which of the script's processes this is, from 0
   */
  PeerProcess(
      Path python,
      String script,
      List<String> arguments,
      String requirements,
      Path work,
      int part) {
    this.script = script;
    this.log = work.resolve("%s.%d.log".formatted(script, part));
    try {
      copy(COMMON, work);
      List<String> command =
          new ArrayList<>(List.of(python.toString(), copy(script, work).toString()));
      command.addAll(arguments);
      ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
      OUR_VARIABLES.forEach(builder.environment()::remove);
      builder.environment().put("HF_HUB_OFFLINE", "1");
      this.process = builder.start();
    } catch (IOException e) {
      throw InputErrors.of(
          "--python", "cannot start " + python, "Name the interpreter of the peers.", e);
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
          "Install what jobs/src/bench/python/" + requirements + " names.",
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
    JsonNode answer = answer();
    return new Measurement(answer.path("tokens").asLong(), answer.path("seconds").asDouble());
  }

  /**
   * Waits for the answer to a request.
   *
   * @throws ContenderException likewise
   */
  JsonNode answer() {
    JsonNode answer = read();
    if (answer.has("error")) {
      throw new ContenderException(answer.path("error").asText());
    }
    return answer;
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
