package io.souprl.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.souprl.error.InputException;
import io.souprl.jobs.LocalSpark;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestClusterBench {
  @TempDir private Path work;

  private ObjectNode run(int prompts) {
    return ClusterBench.run(
        LocalSpark.session(),
        new ClusterBenchOptions(TrainingWorkload.TINY, prompts, 2, 1, 1, 4096, work));
  }

  @Test
  void countsTheSameTokensOfTasksAndOfIndependentProcesses() {
    ObjectNode report = run(3);
    assertThat(report.get("parameters").asLong()).isBetween(90_000L, 120_000L);
    requireTokens(report.get("rollout"), 3 * 8 * 64);
    requireTokens(report.get("training"), 64 * 256);
  }

  private static void requireTokens(JsonNode race, long tokens) {
    assertThat(race.get("contenders"))
        .hasSize(2)
        .allSatisfy(
            contender -> {
              assertThat(contender.has("error")).isFalse();
              assertThat(contender.get("tokens").asLong()).isEqualTo(tokens);
            });
    assertThat(race.get("efficiency").get("median").asDouble()).isPositive();
  }

  @Test
  void refusesWhatCannotBeMeant() {
    assertThatThrownBy(() -> run(0))
        .isInstanceOf(InputException.class)
        .hasMessage("--prompts: it is 0. Give 1 or more.");
  }
}
