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
import java.util.function.Function;

/** A process that loads what it needs once and then answers a JSON line with a JSON line. */
final class PeerProcess implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final long PATIENCE_SECONDS = 30;
  private static final String COMMON = "peer.py";

  /** What our launcher sets for our threads and memory: a peer does so itself. */
  private static final List<String> OUR_VARIABLES =
      List.of("OMP_NUM_THREADS", "MKL_NUM_THREADS", "MKL_CBWR", "MALLOC_ARENA_MAX");

  private final String name;
  private final Path log;
  private final Process process;
  private final BufferedWriter requests;
  private final BufferedReader answers;
  private JsonNode versions;

  /**
   * Starts a script of this package and waits until it is ready.
   *
   * @param arguments of the script
   * @param requirements file of {@code jobs/src/bench/python} that names its packages
   * @param work where scripts and logs are kept
   * @param part which of the script's processes this is, from 0
   */
  static PeerProcess python(
      Path python,
      String script,
      List<String> arguments,
      String requirements,
      Path work,
      int part) {
    Path log = log(work, script, part);
    ProcessBuilder builder;
    try {
      copy(COMMON, work);
      builder = builder(python.toString(), List.of(copy(script, work).toString()), arguments);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot copy " + script + " to " + work, e);
    }
    OUR_VARIABLES.forEach(builder.environment()::remove);
    builder.environment().put("HF_HUB_OFFLINE", "1");
    PeerProcess process;
    try {
      process = new PeerProcess(script, log, builder);
    } catch (IOException e) {
      throw InputErrors.of(
          "--python", "cannot start " + python, "Name the interpreter of the peers.", e);
    }
    return process.ready(
        e ->
            InputErrors.of(
                "--python",
                python + " cannot run " + script + ", see " + log,
                "Install what jobs/src/bench/python/" + requirements + " names.",
                e));
  }

  /**
   * Starts a JVM like this one, without Spark, and waits until it is ready.
   *
   * @param main class that answers
   * @param arguments of the class
   * @param work where logs are kept
   * @param part which of the class's processes this is, from 0
   */
  static PeerProcess java(
      Class<?> main, String classPath, List<String> arguments, Path work, int part) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path log = log(work, main.getSimpleName(), part);
    try {
      return new PeerProcess(
              main.getSimpleName(),
              log,
              builder(java.toString(), List.of("-cp", classPath, main.getName()), arguments))
          .ready(
              e -> new IllegalStateException("Cannot start " + main.getName() + ", see " + log, e));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start " + java, e);
    }
  }

  private PeerProcess(String name, Path log, ProcessBuilder builder) throws IOException {
    this.name = name;
    this.log = log;
    this.process = builder.redirectError(log.toFile()).start();
    this.requests = process.outputWriter();
    this.answers = process.inputReader();
  }

  private static Path log(Path work, String name, int part) {
    return work.resolve("%s.%d.log".formatted(name, part));
  }

  private static ProcessBuilder builder(
      String program, List<String> options, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(options);
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }

  private PeerProcess ready(Function<ContenderException, RuntimeException> explained) {
    try {
      versions = read().path("versions");
      return this;
    } catch (ContenderException e) {
      close();
      throw explained.apply(e);
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

  /** Versions of what it runs on. */
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
      throw new ContenderException(name + " ended, see " + log, e);
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
        throw new ContenderException(name + " ended, see " + log);
      }
      return MAPPER.readTree(line);
    } catch (IOException e) {
      throw new ContenderException(name + " gave no JSON, see " + log, e);
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
      throw new UncheckedIOException("Cannot end " + name, e);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
