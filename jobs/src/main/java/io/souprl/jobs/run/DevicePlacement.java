package io.souprl.jobs.run;

import ai.djl.Device;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;

/**
 * Where a task computes: on the GPU that Spark has given it ({@code spark.task.resource.gpu.amount}
 * and the executors' resources decide that), on the CPU without one.
 */
public final class DevicePlacement {
  private static final String GPU = "gpu";

  private DevicePlacement() {}

  /** The device of the task that calls; outside of tasks the CPU. */
  public static Device ofTask() {
    TaskContext context = TaskContext.get();
    return context == null ? Device.cpu() : of(context.resourcesJMap());
  }

  /** The device of a task with these resources: of several GPUs the first. */
  static Device of(Map<String, ResourceInformation> resources) {
    ResourceInformation gpu = resources.get(GPU);
    if (gpu == null || gpu.addresses().length == 0) {
      return Device.cpu();
    }
    String address = gpu.addresses()[0];
    if (!address.matches("[0-9]{1,4}")) {
      throw new IllegalStateException(
          "Cannot use the GPU at address '%s': the resource discovery script must print CUDA indices"
              .formatted(address));
    }
    return Device.gpu(Integer.parseInt(address));
  }
}
