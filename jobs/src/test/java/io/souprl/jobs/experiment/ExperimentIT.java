package io.souprl.jobs.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.souprl.jobs.packaging.Launcher;
import io.souprl.jobs.packaging.Outcome;
import io.souprl.jobs.round.RunContents;
import io.souprl.table.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * conf/experiments/smoke.yaml through the launcher: killed on the way, made again, reported, and
 * drawn by the notebooks.
 */
@Tag("slow")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ExperimentIT {
  private static final int HALTED = 137;
  private static final Path PYTHON = Path.of(System.getProperty("souprl.python"));
  private static final Path NOTEBOOKS = Launcher.ROOT.resolve("notebooks");

  @TempDir private static Path folder;
  private static Outcome first;
  private static Outcome second;

  @BeforeAll
  static void makeTheRuns() {
    first = experiment("-Dsouprl.test.halt-at=training.after-data", "--parallel", "1");
    second = experiment("", "--parallel", "2");
  }

  private static Outcome experiment(String javaOptions, String... options) {
    return Launcher.in(folder)
        .with("SOUPRL_JAVA_OPTS", javaOptions)
        .with("SOUPRL_FAST_START", "1")
        .run(
            java.util.stream.Stream.concat(
                    java.util.stream.Stream.of(
                        "experiment",
                        Launcher.ROOT.resolve("conf/experiments/smoke.yaml").toString(),
                        "--dir",
                        folder.resolve("smoke").toString()),
                    java.util.Arrays.stream(options))
                .toArray(String[]::new));
  }

  @Test
  @Order(1)
  void goesOnAfterAKill() {
    assertThat(first.exitCode()).as(first.errors()).isEqualTo(HALTED);
    assertThat(second.exitCode()).as(second.errors()).isZero();
    assertThat(second.output()).contains("Report: " + folder.resolve("smoke/report/README.md"));
    for (String algorithm : List.of("grpo", "soup", "trajectory-replay")) {
      for (int seed = 1; seed <= 2; seed++) {
        Path run = folder.resolve("smoke/small/" + algorithm + "-" + seed);
        assertThat(RunContents.rows(run, TableName.ROUNDS)).as(run.toString()).hasSize(3 * 3 + 1);
      }
    }
  }

  @Test
  @Order(2)
  void reportsEveryRun() throws IOException {
    Path report = folder.resolve("smoke/report");
    assertThat(Files.readString(report.resolve("README.md")))
        .contains("6 of 6 runs are complete.")
        .contains("| | grpo (2 runs) | soup (2 runs) | trajectory-replay (2 runs) |")
        .contains("Paired difference to grpo")
        .contains("- soup: above grpo in ");
    assertThat(report.resolve("small-pass-at-k.png")).isNotEmptyFile();
    assertThat(report.resolve("small-rounds.png")).isNotEmptyFile();
  }

  @Test
  @Order(3)
  void makesNothingTwice() {
    Outcome again = experiment("", "--algorithms", "soup");
    assertThat(again.exitCode()).as(again.errors()).isZero();
    assertThat(again.errors()).contains("small/soup-1: already done", "small/soup-2: already done");
    assertThat(again.errors()).doesNotContain("rollout: done");
  }

  @Test
  @Order(4)
  void isDrawnByTheNotebook() throws IOException {
    String executed =
        execute("02-soup-vs-grpo", Map.of("SOUPRL_EXPERIMENT", folder.resolve("smoke").toString()));
    assertThat(executed).contains("trajectory-replay", "pass@32");
    assertThat(pictures(executed)).isEqualTo(3);
  }

  @Test
  @Order(5)
  void hasRunsThatTheNotebooksExplore() throws IOException {
    Map<String, String> run = Map.of("SOUPRL_RUN", folder.resolve("smoke/small/soup-1").toString());
    assertThat(pictures(execute("01-explore-rollouts", run))).isEqualTo(5);
    String debugged = execute("03-debug-a-round", run);
    assertThat(debugged).contains("generated_tokens", "zero_variance");
    assertThat(pictures(debugged)).isGreaterThan(3);
  }

  /** The notebook as it is saved after its execution. */
  private static String execute(String notebook, Map<String, String> environment)
      throws IOException {
    Path executed = folder.resolve(notebook + ".ipynb");
    ProcessBuilder builder =
        new ProcessBuilder(
            PYTHON.toString(),
            "-m",
            "jupyter",
            "nbconvert",
            "--to",
            "notebook",
            "--execute",
            "--output",
            executed.toString(),
            NOTEBOOKS.resolve(notebook + ".ipynb").toString());
    builder.directory(folder.toFile());
    builder.environment().putAll(environment);
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    Outcome outcome = Launcher.finish(builder);
    assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    String text = Files.readString(executed);
    assertThat(text).doesNotContain("\"output_type\": \"error\"");
    return text;
  }

  private static int pictures(String notebook) {
    return notebook.split("image/png", -1).length - 1;
  }
}
