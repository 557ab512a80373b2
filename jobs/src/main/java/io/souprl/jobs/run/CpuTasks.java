package io.souprl.jobs.run;

import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;

/**
 * Work without a model on a cluster whose tasks get a GPU each: such tasks take a core and no GPU,
 * so that as many run at a time as an executor has cores, not GPUs.
 */
public final class CpuTasks {
  private static final String GPU_OF_A_TASK = "spark.task.resource.gpu.amount";
  private static final String CORES_OF_A_TASK = "spark.task.cpus";

  private CpuTasks() {}

  /** The rows, whose stage asks for no GPU where a task would get one by default. */
  public static <T> JavaRDD<T> of(JavaRDD<T> rows) {
    return needed(rows.context()) ? rows.withResources(profile(rows.context().getConf())) : rows;
  }

  /** Spark has no profiles in local mode, and a task without a GPU needs none. */
  private static boolean needed(SparkContext context) {
    return context.getConf().contains(GPU_OF_A_TASK) && !context.isLocal();
  }

  private static ResourceProfile profile(SparkConf conf) {
    return new ResourceProfileBuilder()
        .require(new TaskResourceRequests().cpus(conf.getInt(CORES_OF_A_TASK, 1)))
        .build();
  }
}
