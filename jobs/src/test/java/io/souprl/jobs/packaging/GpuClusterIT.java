package io.souprl.jobs.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker that says it has two GPUs, found by our script: which device its tasks choose. */
@Tag("slow")
class GpuClusterIT {
  private static final Path SPARK = Path.of(System.getProperty("souprl.spark-home"));
  private static final Path DISCOVERY = Launcher.ROOT.resolve("conf/gpu/discover-gpus.sh");
  private static final String PROBE = "io.souprl.jobs.run.DeviceProbe";

  @TempDir private Path folder;

  @Test
  void tasksAtTheSameTimeComputeOnGpusOfTheirOwn() throws IOException, URISyntaxException {
    Path found = folder.resolve("found");
    try (StandaloneCluster cluster = new StandaloneCluster(SPARK, folder)) {
      cluster.addWorker(
          2,
          Map.of(
              "CUDA_VISIBLE_DEVICES",
              "4,5",
              "SPARK_WORKER_OPTS",
              "-Dspark.worker.resource.gpu.amount=2 -Dspark.worker.resource.gpu.discoveryScript="
                  + DISCOVERY));
      Outcome outcome = submit(cluster, found);
      assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    }
    assertThat(Files.readAllLines(found))
        .containsExactlyInAnyOrder(
            "executor 0: GPU 0 -> gpu(0)",
            "executor 0: GPU 1 -> gpu(1)",
            "executor 0: GPU none -> cpu()",
            "executor 0: GPU none -> cpu()");
  }

  private static Outcome submit(StandaloneCluster cluster, Path found) throws URISyntaxException {
    Path tests =
        Path.of(GpuClusterIT.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path dist = Launcher.ROOT.resolve("jobs/target/dist");
    String classPath =
        String.join(File.pathSeparator, tests.toString(), dist + "/souprl.jar", dist + "/lib/*");
    ProcessBuilder builder =
        new ProcessBuilder(
            SPARK.resolve("bin/spark-submit").toString(),
            "--master",
            cluster.address(),
            "--class",
            PROBE,
            "--driver-class-path",
            classPath,
            "--conf",
            "spark.executor.extraClassPath=" + classPath,
            "--conf",
            "spark.driver.host=127.0.0.1",
            "--conf",
            "spark.ui.enabled=false",
            "--conf",
            "spark.executor.memory=1g",
            "--conf",
            "spark.executor.resource.gpu.amount=2",
            "--conf",
            "spark.task.resource.gpu.amount=1",
            dist.resolve("souprl.jar").toString(),
            found.toString());
    builder.environment().put("SPARK_HOME", SPARK.toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return Launcher.finish(builder);
  }
}
