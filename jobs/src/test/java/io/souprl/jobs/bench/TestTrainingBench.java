package io.souprl.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.souprl.error.InputException;
import io.souprl.jobs.LocalSpark;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestTrainingBench {
  @TempDir private Path work;

  private TrainingBenchOptions options(int repeats, Optional<Path> python) {
    return new TrainingBenchOptions(
        TrainingWorkload.TINY,
        python,
        Optional.of(LocalSpark.session()),
        repeats,
        2,
        2,
        List.of(2048, 4096),
        work);
  }

  @Test
  void countsTokensOfStepsInOneTaskAndAsSparkJobs() {
    ObjectNode report = TrainingBench.run(options(1, Optional.empty()));
    assertThat(report.get("tokens_per_step").asLong()).isEqualTo(64 * 256);
    assertThat(report.get("parameters").asLong()).isBetween(90_000L, 120_000L);
    assertThat(report.get("contenders")).hasSize(2);
    report
        .get("contenders")
        .forEach(
            contender -> {
              assertThat(contender.has("error")).isFalse();
              assertThat(contender.get("tokens").asLong()).isEqualTo(2 * 64 * 256);
              assertThat(contender.get("calibration")).hasSize(2);
            });
    assertThat(report.get("spark_share").asDouble()).isLessThan(1);
    assertThat(report.get("peak_memory_mib").asLong()).isPositive();
  }

  @Test
  void refusesWhatCannotBeMeant() {
    assertThatThrownBy(() -> TrainingBench.run(options(0, Optional.of(work.resolve("python")))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--repeats: it is 0. Give 1 or more.")
        .hasMessageContaining("cannot be run. Name the interpreter of the peers.");
  }
}
