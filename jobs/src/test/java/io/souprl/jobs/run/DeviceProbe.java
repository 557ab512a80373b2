package io.souprl.jobs.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.resource.ResourceInformation;
import org.apache.spark.sql.SparkSession;

/**
 * An application of two tasks at the same time in one executor that say which device they compute
 * on, and then of two that need no GPU.
 */
public final class DeviceProbe {
  private static final int TASKS = 2;
  private static final CountDownLatch STARTED = new CountDownLatch(TASKS);

  private DeviceProbe() {}

  /** Writes a line a task, {@code GPU address -> device}, to the file that is named first. */
  public static void main(String[] arguments) throws IOException {
    try (SparkSession spark = SparkSession.builder().appName("devices").getOrCreate()) {
      JavaRDD<Integer> tasks =
          JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(List.of(0, 1), TASKS);
      List<String> placements = new ArrayList<>(tasks.map(task -> placement()).collect());
      placements.addAll(CpuTasks.of(tasks.map(task -> placement())).collect());
      Files.write(Path.of(arguments[0]), placements);
    }
  }

  private static String placement() throws InterruptedException {
    STARTED.countDown();
    if (!STARTED.await(1, TimeUnit.MINUTES)) {
      throw new IllegalStateException("Cannot compare devices: the other task is not running");
    }
    ResourceInformation gpu = TaskContext.get().resourcesJMap().get("gpu");
    return "executor %s: GPU %s -> %s"
        .formatted(
            SparkEnv.get().executorId(),
            gpu == null ? "none" : String.join(",", gpu.addresses()),
            DevicePlacement.ofTask());
  }
}
