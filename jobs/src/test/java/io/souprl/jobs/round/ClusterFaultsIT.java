package io.souprl.jobs.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.souprl.jobs.HandMadeRun;
import io.souprl.jobs.LocalSpark;
import io.souprl.jobs.packaging.Launcher;
import io.souprl.jobs.packaging.Outcome;
import io.souprl.jobs.packaging.StandaloneCluster;
import io.souprl.table.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
  private static final Path SPARK = Path.of(System.getProperty("souprl.spark-home"));
  private static final int WORKERS = 2;
  private static final String HELD = "training.after-data";
  private static final String KRYO =
      "--conf spark.serializer=org.apache.spark.serializer.KryoSerializer";
  private static final List<String> SETTINGS =
      List.of(
          "run.id=faults",
          "rollout.partitions=2",
          "scoring.partitions=2",
          "training.partitions=2",
          "training.threads=1",
          "training.state-interval=2");

  @TempDir private Path folder;

  @Test
  void endsAsOnAClusterThatWasLeftAlone() throws IOException {
    Path base = folder.resolve("base");
    Outcome quickstart = Launcher.in(folder).smoke(base, 1, SETTINGS.toArray(String[]::new));
    assertThat(quickstart.exitCode()).as(quickstart.errors()).isZero();
    Path undisturbed = copy(base, "undisturbed");
    Path disturbed = copy(base, "disturbed");
    try (StandaloneCluster cluster = new StandaloneCluster(SPARK, folder)) {
      for (int worker = 0; worker < WORKERS; worker++) {
        cluster.addWorker();
      }
      Outcome once = submit(cluster, undisturbed, "", "round");
      assertThat(once.exitCode()).as(once.errors()).isZero();

      requireUnsharedFolderIsRefused(cluster);
      requireHungTaskIsNamed(cluster, disturbed);
      disturb(cluster, disturbed);
    }
    for (TableName table : TableName.values()) {
      assertThat(RunContents.rows(disturbed, table))
          .as(table.text())
          .isEqualTo(RunContents.rows(undisturbed, table));
    }
    assertThat(RunContents.checkpointHashes(disturbed))
        .hasSizeGreaterThan(2)
        .isEqualTo(RunContents.checkpointHashes(undisturbed));
    requireEachOnce(disturbed);
  }

  /** A path that means another folder in every process. */
  private void requireUnsharedFolderIsRefused(StandaloneCluster cluster) {
    Outcome outcome = submit(cluster, Path.of("/proc/self/cwd/unshared"), "", "rollout");
    assertThat(outcome.exitCode()).as(outcome.errors()).isEqualTo(2);
    assertThat(outcome.errors())
        .contains("run.dir: the executor on ")
        .contains("does not see what the driver writes to file:/proc/self/cwd/unshared");
  }

  private void requireHungTaskIsNamed(StandaloneCluster cluster, Path run) throws IOException {
    Outcome hung =
        submit(
            cluster,
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
  private void disturb(StandaloneCluster cluster, Path run) throws IOException {
    Path marks = Files.createDirectory(folder.resolve("halted"));
    CompletableFuture<Outcome> second =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                awaitFile(marks.resolve("training.gradient"));
                cluster.killWorker(0);
                cluster.addWorker();
                awaitFile(marks.resolve(HELD));
                return Launcher.in(folder).run("rollout", "--set", "run.dir=" + run);
              } finally {
                createFile(marks.resolve(HELD + ".released"));
              }
            });
    Outcome outcome =
        submit(
            cluster,
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

  /** Every rollout has one score, and training has seen it once an epoch. */
  private static void requireEachOnce(Path run) {
    String rollouts = "delta.`" + run + "/rollouts`";
    String scores = "delta.`" + run + "/scores`";
    String consumed = "delta.`" + run + "/training_rows`";
    assertThat(
            LocalSpark.sql(
                    ("SELECT * FROM %s r LEFT JOIN (SELECT rollout_id, count(*) AS times FROM %s"
                            + " GROUP BY rollout_id, verifier, verifier_version) s"
                            + " ON r.rollout_id = s.rollout_id WHERE times IS DISTINCT FROM 1")
                        .formatted(rollouts, scores))
                .count())
        .isZero();
    assertThat(
            LocalSpark.sql(
                    ("SELECT * FROM %s r LEFT JOIN (SELECT rollout_id, epoch, count(*) AS times"
                            + " FROM %s GROUP BY rollout_id, epoch) t"
                            + " ON r.rollout_id = t.rollout_id WHERE times IS DISTINCT FROM 1")
                        .formatted(rollouts, consumed))
                .count())
        .isZero();
  }

  private static String faults(String what, String points, Path marks) {
    return "%s --conf 'spark.executor.extraJavaOptions=-Dsouprl.test.%s=%s -Dsouprl.test.once=%s'"
        .formatted(KRYO, what, points, marks);
  }

  private Outcome submit(StandaloneCluster cluster, Path run, String options, String... command) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("--config", Launcher.ROOT.resolve("conf/smoke.yaml").toString()));
    for (String setting : SETTINGS) {
      arguments.addAll(List.of("--set", setting));
    }
    arguments.addAll(List.of("--set", "run.dir=" + run));
    return Launcher.in(folder)
        .with("SPARK_HOME", SPARK.toString())
        .with(
            "SOUPRL_SPARK_CONF",
            Launcher.ROOT.resolve("conf/spark-defaults-standalone.conf").toString())
        .with(
            "SOUPRL_SUBMIT_OPTS",
            String.join(
                " ",
                "--master " + cluster.address(),
                "--driver-memory 1g --executor-memory 1g",
                "--conf spark.executor.cores=1 --conf spark.executor.memoryOverhead=512m",
                "--conf spark.driver.host=127.0.0.1 --conf spark.ui.enabled=false",
                "--conf spark.sql.shuffle.partitions=2",
                "--conf spark.databricks.delta.snapshotPartitions=1",
                "--conf spark.executorEnv.ENGINE_CACHE_DIR=" + folder.resolve("engine"),
                options))
        .run(arguments.toArray(String[]::new));
  }

  private Path copy(Path base, String name) {
    Path target = folder.resolve(name);
    HandMadeRun.copy(base, target);
    return target;
  }
}
