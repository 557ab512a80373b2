package io.souprl.jobs.packaging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A master and workers of a Spark distribution on this machine, each a process with a log. */
public final class StandaloneCluster implements AutoCloseable {
  private static final Pattern ADDRESS = Pattern.compile("spark://127\\.0\\.0\\.1:\\d+");
  private static final String DEPLOY = "org.apache.spark.deploy.";

  private final Path spark;
  private final Path folder;
  private final Process master;
  private final String address;
  private final List<Process> workers = new ArrayList<>();

  /** Starts the master alone; work and logs go below the folder. */
  public StandaloneCluster(Path spark, Path folder) {
    this.spark = spark;
    this.folder = folder;
    Path log = folder.resolve("master.log");
    this.master = start(log, Map.of(), "master.Master", "--port", "0");
    this.address = await(log, ADDRESS);
  }

  /** Where drivers submit to. */
  public String address() {
    return address;
  }

  /** Starts a worker with one core and waits until the master knows it. */
  public void addWorker() {
    addWorker(1, Map.of());
  }

  /** Starts a worker with an environment of its own and waits until the master knows it. */
  public void addWorker(int cores, Map<String, String> environment) {
    String name = "worker-" + workers.size();
    Path log = folder.resolve(name + ".log");
    workers.add(
        start(
            log,
            environment,
            "worker.Worker",
            "--cores",
            Integer.toString(cores),
            "--memory",
            "2g",
            "--work-dir",
            folder.resolve(name).toString(),
            address));
    await(log, Pattern.compile("Successfully registered with master"));
  }

  /** Kills a worker with its executors, as when a machine goes down. */
  public void killWorker(int worker) {
    kill(workers.get(worker));
  }

  private Process start(
      Path log, Map<String, String> environment, String role, String... arguments) {
    List<String> command =
        new ArrayList<>(List.of(spark.resolve("bin/spark-class").toString(), DEPLOY + role));
    command.addAll(List.of("--host", "127.0.0.1", "--webui-port", "0"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("SPARK_HOME", spark.toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().putAll(environment);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String await(Path log, Pattern line) {
    return Awaitility.await(log.toString())
        .atMost(java.time.Duration.ofMinutes(4))
        .until(() -> find(log, line), found -> !found.isEmpty());
  }

  private static String find(Path log, Pattern line) throws IOException {
    Matcher matcher = line.matcher(Files.readString(log));
    return matcher.find() ? matcher.group() : "";
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Override
  public void close() {
    workers.forEach(StandaloneCluster::kill);
    kill(master);
  }
}
