package io.souprl.jobs.round;

import io.souprl.jobs.packaging.Launcher;
import io.souprl.jobs.packaging.Outcome;
import io.souprl.jobs.packaging.StandaloneCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Commands on runs of conf/smoke.yaml whose stages are shared by the executors of a standalone
 * cluster.
 *
 * @param cluster workers with one core each
 * @param folder the launcher's working folder
 * @param settings of every command
 */
record ClusterRuns(StandaloneCluster cluster, Path folder, List<String> settings) {
  static final Path SPARK = Path.of(System.getProperty("souprl.spark-home"));
  static final int WORKERS = 2;

  /** Settings under which executors share every stage. */
  static List<String> shared(String runId) {
    return List.of(
        "run.id=" + runId,
        "rollout.partitions=2",
        "scoring.partitions=2",
        "training.partitions=2",
        "training.threads=1",
        "training.state-interval=2");
  }

  /** Starts the workers. */
  void addWorkers() {
    for (int worker = 0; worker < WORKERS; worker++) {
      cluster.addWorker();
    }
  }

  /**
   * Runs a command to its end.
   *
   * @param options more of spark-submit's
   */
  Outcome submit(Path run, String options, String... command) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("--config", Launcher.ROOT.resolve("conf/smoke.yaml").toString()));
    for (String setting : settings) {
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
}
