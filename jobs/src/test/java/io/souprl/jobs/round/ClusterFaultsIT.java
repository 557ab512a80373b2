package io.souprl.jobs.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.souprl.jobs.HandMadeRun;
import io.souprl.jobs.packaging.Launcher;
import io.souprl.jobs.packaging.Outcome;
import io.souprl.jobs.packaging.StandaloneCluster;
import io.souprl.table.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A round on a standalone cluster of two workers that loses an executor in every stage and a whole
 * worker, after a task that hung: the same rows, the same checkpoint bytes as on a cluster that was
 * left alone. It serialises with Kryo besides, the other with Java: that must not matter either.
 */
@Tag("slow")
class ClusterFaultsIT {
  private static final String HELD = "training.after-data";
  private static final String KRYO =
      "--conf spark.serializer=org.apache.spark.serializer.KryoSerializer";
  private static final List<String> SETTINGS = ClusterRuns.shared("faults");

  @TempDir private Path folder;

  @Test
  void endsAsOnAClusterThatWasLeftAlone() throws IOException {
    Path base = folder.resolve("base");
    Outcome quickstart = Launcher.in(folder).smoke(base, 1, SETTINGS.toArray(String[]::new));
    assertThat(quickstart.exitCode()).as(quickstart.errors()).isZero();
    Path undisturbed = copy(base, "undisturbed");
    Path disturbed = copy(base, "disturbed");
    try (StandaloneCluster cluster = new StandaloneCluster(ClusterRuns.SPARK, folder)) {
      ClusterRuns runs = new ClusterRuns(cluster, folder, SETTINGS);
      runs.addWorkers();
      Outcome once = runs.submit(undisturbed, "", "round");
      assertThat(once.exitCode()).as(once.errors()).isZero();

      requireUnsharedFolderIsRefused(runs);
      requireHungTaskIsNamed(runs, disturbed);
      disturb(runs, disturbed);
    }
    RunContents.requireSame(disturbed, undisturbed);
    assertThat(RunContents.checkpointHashes(disturbed)).hasSizeGreaterThan(2);
    RunContents.requireEachOnce(disturbed);
  }

  /** A path that means another folder in every process. */
  private void requireUnsharedFolderIsRefused(ClusterRuns runs) {
    Outcome outcome = runs.submit(Path.of("/proc/self/cwd/unshared"), "", "rollout");
    assertThat(outcome.exitCode()).as(outcome.errors()).isEqualTo(2);
    assertThat(outcome.errors())
        .contains("run.dir: the executor on ")
        .contains("does not see what the driver writes to file:/proc/self/cwd/unshared");
  }

  private void requireHungTaskIsNamed(ClusterRuns runs, Path run) throws IOException {
    Outcome hung =
        runs.submit(
            run,
            faults("hang-at", "rollout.mid", Files.createDirectory(folder.resolve("hung"))),
            "rollout",
            "--set",
            "run.stall-timeout=15");
    assertThat(hung.exitCode()).as(hung.errors()).isEqualTo(1);
    assertThat(hung.errors())
        .contains("nothing has happened in round 1 rollout for")
        .containsPattern("at work: task \\d+ of stage \\d+ on 127\\.0\\.0\\.1 \\(executor \\d+\\)");
    assertThat(RunContents.rows(run, TableName.ROLLOUTS))
        .isEqualTo(RunContents.rows(folder.resolve("base"), TableName.ROLLOUTS));
  }

  /**
   * Executors that halt in every stage, a worker that is lost for another, and a second driver
   * while the first one holds still between the data and the manifest row of training.
   */
  private void disturb(ClusterRuns runs, Path run) throws IOException {
    Path marks = Files.createDirectory(folder.resolve("halted"));
    CompletableFuture<Outcome> second =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                awaitFile(marks.resolve("training.gradient"));
                runs.cluster().killWorker(0);
                runs.cluster().addWorker();
                awaitFile(marks.resolve(HELD));
                return Launcher.in(folder).run("rollout", "--set", "run.dir=" + run);
              } finally {
                createFile(marks.resolve(HELD + ".released"));
              }
            });
    Outcome outcome =
        runs.submit(
            run,
            faults("halt-at", "rollout.mid,scoring.mid,training.gradient", marks)
                + " --conf 'spark.driver.extraJavaOptions=-Dsouprl.test.hang-at=%s -Dsouprl.test.once=%s'"
                    .formatted(HELD, marks),
            "round");
    assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    assertThat(outcome.errors()).contains("round 1 training: done");
    assertThat(marks)
        .isDirectoryContaining("glob:**/rollout.mid")
        .isDirectoryContaining("glob:**/scoring.mid");
    Outcome refused = second.join();
    assertThat(refused.exitCode()).as(refused.errors()).isEqualTo(2);
    assertThat(refused.errors()).contains("another process is working on this run");
  }

  private static void awaitFile(Path file) {
    Awaitility.await().atMost(Duration.ofMinutes(15)).until(() -> Files.exists(file));
  }

  private static void createFile(Path file) {
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String faults(String what, String points, Path marks) {
    return "%s --conf 'spark.executor.extraJavaOptions=-Dsouprl.test.%s=%s -Dsouprl.test.once=%s'"
        .formatted(KRYO, what, points, marks);
  }

  private Path copy(Path base, String name) {
    Path target = folder.resolve(name);
    HandMadeRun.copy(base, target);
    return target;
  }
}
