package io.souprl.jobs.packaging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * {@code submit/souprl} as a user starts it, with an environment that the machine's own Spark
 * settings do not reach.
 *
 * @param script the script to start
 * @param folder the working folder
 * @param environment variables to set; an empty value removes one
 */
public record Launcher(Path script, Path folder, Map<String, String> environment) {
  /**
   * The repository: scripts, configuration and, under {@code jobs/target/dist}, what the build has
   * put together.
   */
  public static final Path ROOT = Path.of(System.getProperty("souprl.root"));

  private static final long PATIENCE_MINUTES = 15;
  private static final List<String> CLEARED =
      List.of(
          "SPARK_HOME",
          "SPARK_CONF_DIR",
          "SPARK_LOCAL_IP",
          "MKL_CBWR",
          "MALLOC_ARENA_MAX",
          "ENGINE_CACHE_DIR",
          "XDG_CACHE_HOME");

  /** The launcher of this repository, started in {@code folder}. */
  public static Launcher in(Path folder) {
    return new Launcher(ROOT.resolve("submit/souprl"), folder, Map.of());
  }

  /** The same launcher with one more variable; an empty value removes it. */
  public Launcher with(String name, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(name, value);
    return new Launcher(script, folder, more);
  }

  /** The same launcher, started as {@code path}. */
  public Launcher startedAs(Path path) {
    return new Launcher(path, folder, environment);
  }

  /** Runs the quickstart with conf/smoke.yaml. */
  public Outcome smoke(Path run, int rounds, String... settings) {
    List<String> arguments =
        new ArrayList<>(
            List.of("quickstart", "--config", ROOT.resolve("conf/smoke.yaml").toString()));
    List<String> all = new ArrayList<>(List.of("run.dir=" + run, "quickstart.rounds=" + rounds));
    all.addAll(List.of(settings));
    all.forEach(setting -> arguments.addAll(List.of("--set", setting)));
    return run(arguments.toArray(String[]::new));
  }

  /** Runs one command to its end. */
  public Outcome run(String... arguments) {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    Map<String, String> variables = builder.environment();
    CLEARED.forEach(variables::remove);
    variables.keySet().removeIf(name -> name.startsWith("SOUPRL_"));
    environment.forEach(
        (name, value) -> {
          if (value.isEmpty()) {
            variables.remove(name);
          } else {
            variables.put(name, value);
          }
        });
    return finish(builder);
  }

  /** Runs a process to its end; one that does not end is killed, which fails the test. */
  public static Outcome finish(ProcessBuilder builder) {
    try {
      Path output = Files.createTempFile("souprl", ".out");
      Path errors = Files.createTempFile("souprl", ".err");
      try {
        Process process =
            builder.redirectOutput(output.toFile()).redirectError(errors.toFile()).start();
        process.getOutputStream().close();
        if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly();
          throw new IllegalStateException("Cannot wait for " + builder.command() + " any longer");
        }
        return new Outcome(process.exitValue(), text(output), text(errors));
      } finally {
        Files.delete(output);
        Files.delete(errors);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot wait for " + builder.command(), e);
    }
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
