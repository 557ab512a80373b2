package io.souprl.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.Test;

class TestTorch {
  @Test
  void placesArraysOnTheDevice() {
    try (NDManager manager = Torch.newManager(Device.cpu())) {
      assertThat(manager.getDevice()).isEqualTo(Device.cpu());
    }
  }

  @Test
  void refusesAGpuThatTorchCannotUse() {
    assumeThat(Engine.getEngine("PyTorch").getGpuCount()).isZero();
    assertThatThrownBy(() -> Torch.newManager(Device.gpu(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Cannot compute on GPU 1: torch cannot use it (")
        .hasMessageEndingWith(
            "). Put the pytorch-native-cu128 libraries in place of pytorch-native-cpu and look"
                + " whether nvidia-smi sees it, or give tasks no GPU"
                + " (spark.task.resource.gpu.amount)");
  }
}
