package io.souprl.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.souprl.error.InputException;
import io.souprl.jobs.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestScoringBench {
  @TempDir private Path directory;

  @Test
  void scoresMadeUpRollouts() throws IOException {
    Path rows =
        Files.writeString(
            directory.resolve("rows.jsonl"),
            """
            {"gold": "5", "completion": "It is 5."}
            {"gold": "5", "completion": "It is 6."}
            {"gold": "1/2", "completion": "\\\\boxed{0.5}"}
            """);
    Path work = directory.resolve("run");
    ObjectNode report = measure(rows, 30, work);
    assertThat(report.path("correct").asInt()).isEqualTo(20);
    assertThat(report.path("rollouts_per_second").asDouble())
        .isEqualTo(30 / report.path("seconds").asDouble());
    assertThatThrownBy(() -> measure(rows, 30, work))
        .isInstanceOf(InputException.class)
        .hasMessage("--work: " + work + " has a run. Name an empty directory.");
    assertThatThrownBy(() -> measure(rows, 0, directory.resolve("other")))
        .isInstanceOf(InputException.class)
        .hasMessage("--rollouts: it is 0. Give 1 or more.");
  }

  private static ObjectNode measure(Path rows, long rollouts, Path work) {
    return ScoringBench.run(LocalSpark.session(), rows, rollouts, 2, "math(order=same)", work);
  }
}
