package io.souprl.jobs.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.resource.ResourceInformation;
import org.apache.spark.resource.ResourceInformation$;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GpuDiscoveryIT {
  private static final Path SCRIPT = Launcher.ROOT.resolve("conf/gpu/discover-gpus.sh");

  @TempDir private Path folder;

  @Test
  void namesEveryGpuOfNvidiaSmi() throws IOException {
    assertThat(addresses(discover("printf '0\\n1\\n2\\n'", Map.of())))
        .containsExactly("0", "1", "2");
  }

  @Test
  void countsFromZeroWhatCudaIsLeft() throws IOException {
    String smi = "printf '0\\n1\\n2\\n3\\n'";
    assertThat(addresses(discover(smi, Map.of("CUDA_VISIBLE_DEVICES", "2,3"))))
        .containsExactly("0", "1");
    assertThat(addresses(discover(smi, Map.of("CUDA_VISIBLE_DEVICES", "GPU-8932f937,-1,2"))))
        .containsExactly("0");
  }

  @Test
  void refusesAMachineWithoutGpus() throws IOException {
    Outcome none = discover("true", Map.of());
    assertThat(none.exitCode()).isEqualTo(1);
    assertThat(none.errors()).contains("there is no GPU here");
    Outcome hidden = discover("printf '0\\n'", Map.of("CUDA_VISIBLE_DEVICES", ""));
    assertThat(hidden.exitCode()).isEqualTo(1);
    assertThat(hidden.errors()).contains("CUDA_VISIBLE_DEVICES hides all");
  }

  @Test
  void saysThatNvidiaSmiFailed() throws IOException {
    Outcome broken = discover("echo 'driver/library mismatch' >&2; exit 18", Map.of());
    assertThat(broken.exitCode()).isEqualTo(1);
    assertThat(broken.errors()).contains("driver/library mismatch", "nvidia-smi failed");
  }

  /** What Spark itself reads from the script's output. */
  private static String[] addresses(Outcome outcome) throws IOException {
    assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    ResourceInformation gpus = ResourceInformation$.MODULE$.parseJson(outcome.output());
    assertThat(gpus.name()).isEqualTo("gpu");
    return gpus.addresses();
  }

  private Outcome discover(String nvidiaSmi, Map<String, String> environment) throws IOException {
    Path fake = folder.resolve("nvidia-smi");
    Files.writeString(fake, "#!/usr/bin/env bash\n" + nvidiaSmi + "\n");
    assertThat(fake.toFile().setExecutable(true)).isTrue();
    ProcessBuilder builder = new ProcessBuilder(SCRIPT.toString());
    builder.environment().remove("CUDA_VISIBLE_DEVICES");
    builder.environment().putAll(environment);
    builder.environment().merge("PATH", folder + ":", (old, added) -> added + old);
    return Launcher.finish(builder);
  }
}
