package io.souprl.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.souprl.checkpoint.ModelConfig;
import io.souprl.jobs.TinyPolicy;
import io.souprl.model.ParameterLayout;
import io.souprl.model.PolicyCheckpoint;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestStateFile {
  private static final ParameterLayout LAYOUT =
      ParameterLayout.of(ModelConfig.read(TinyPolicy.directory()));

  @TempDir private Path folder;
  private float[][] weights;
  private StateFile file;

  @BeforeEach
  void write() {
    weights = PolicyCheckpoint.read(TinyPolicy.directory()).values();
    file = StateFile.write(folder.toUri().toString(), List.of(weights, LAYOUT.zeros()));
  }

  @Test
  void bringsEveryValue() {
    List<float[][]> arrays = file.read(2, LAYOUT);
    assertThat(arrays.get(0)).isDeepEqualTo(weights);
    assertThat(arrays.get(1)).isDeepEqualTo(LAYOUT.zeros());
  }

  @Test
  void missingValuesAreNamed() {
    assertThatThrownBy(() -> file.read(3, LAYOUT))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("Cannot read what was trained from file:")
        .hasMessageContaining("/trained-");
  }
}
