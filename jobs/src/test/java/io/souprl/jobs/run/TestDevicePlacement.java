package io.souprl.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.util.Map;
import org.apache.spark.resource.ResourceInformation;
import org.junit.jupiter.api.Test;

class TestDevicePlacement {
  private static Device placed(String resource, String... addresses) {
    return DevicePlacement.of(Map.of(resource, new ResourceInformation(resource, addresses)));
  }

  @Test
  void takesTheGpuThatSparkGaveTheTask() {
    assertThat(placed("gpu", "3")).isEqualTo(Device.gpu(3));
    assertThat(placed("gpu", "0")).isEqualTo(Device.gpu(0));
  }

  @Test
  void takesTheFirstOfSeveralGpus() {
    assertThat(placed("gpu", "5", "2")).isEqualTo(Device.gpu(5));
  }

  @Test
  void staysOnTheCpuWithoutAGpu() {
    assertThat(DevicePlacement.of(Map.of())).isEqualTo(Device.cpu());
    assertThat(placed("gpu")).isEqualTo(Device.cpu());
    assertThat(placed("fpga", "1")).isEqualTo(Device.cpu());
  }

  @Test
  void staysOnTheCpuOutsideOfTasks() {
    assertThat(DevicePlacement.ofTask()).isEqualTo(Device.cpu());
  }

  @Test
  void refusesAddressesThatAreNoCudaIndex() {
    assertThatThrownBy(() -> placed("gpu", "GPU-1f2e"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot use the GPU at address 'GPU-1f2e': the resource discovery script must print"
                + " CUDA indices");
  }
}
