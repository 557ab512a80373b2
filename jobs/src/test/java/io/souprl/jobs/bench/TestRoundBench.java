package io.souprl.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.souprl.error.InputException;
import io.souprl.jobs.LocalSpark;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestRoundBench {
  @TempDir private Path work;

  private ObjectNode run(int repeats, Optional<Path> python) {
    return RoundBench.run(
        LocalSpark.session(),
        new RoundBenchOptions(RoundWorkload.SMALL, python, repeats, 2, 4096, work));
  }

  @Test
  void countsTheTokensOfWholeRounds() {
    ObjectNode report = run(1, Optional.empty());
    assertThat(report.get("parameters").asLong()).isBetween(900_000L, 1_100_000L);
    assertThat(report.has("ratios")).isFalse();
    JsonNode own = report.get("contenders").get(0);
    assertThat(own.has("error")).isFalse();
    assertThat(own.get("tokens").asLong()).isEqualTo(32 * 8 * 64);
    assertThat(own.get("seconds")).hasSize(1);
  }

  @Test
  void refusesWhatCannotBeMeant() {
    assertThatThrownBy(() -> run(0, Optional.of(work.resolve("python"))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--repeats: it is 0. Give 1 or more.")
        .hasMessageContaining("cannot be run. Name the interpreter of the peers.");
  }
}
