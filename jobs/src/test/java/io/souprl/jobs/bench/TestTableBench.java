package io.souprl.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.souprl.error.InputException;
import io.souprl.jobs.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestTableBench {
  @TempDir private Path folder;

  @Test
  void comparesTheSameRows() throws IOException {
    Path work = folder.resolve("work");
    ObjectNode report = TableBench.run(LocalSpark.session(), 80, 12, 1, work);
    assertThat(report.path("json_lines").path("bytes").asLong()).isGreaterThan(80 * 12 * 20);
    assertThat(report.path("json_lines").path("zstd_bytes").asLong())
        .isBetween(1L, report.path("json_lines").path("bytes").asLong());
    assertThat(report.path("tables_zstd").path("bytes").asLong()).isPositive();
    for (String layout : List.of("zstd", "snappy", "zstd_by_rollout", "zstd_statistics")) {
      assertThat(report.path("tables_" + layout).path("pass_rate_faster").asDouble()).isPositive();
      assertThat(report.path("tables_" + layout).path("one_prompt_faster").asDouble()).isPositive();
      assertThat(log(work.resolve(layout)).contains("minValues"))
          .as(layout)
          .isEqualTo(layout.equals("zstd_statistics"));
    }
    assertThat(LocalSpark.session().conf().get("spark.sql.codegen.factoryMode"))
        .isEqualTo("NO_CODEGEN");
    assertThat(LocalSpark.sql("SELECT * FROM json.`%s`".formatted(work.resolve("json"))).count())
        .isEqualTo(80);
    assertThat(
            LocalSpark.sql(
                    "SELECT min(size(response_token_ids)), count(DISTINCT prompt_id)"
                        + " FROM delta.`%s/zstd/rollouts`".formatted(work))
                .first()
                .toString())
        .isEqualTo("[12,10]");
    assertThatThrownBy(() -> TableBench.run(LocalSpark.session(), 80, 12, 1, work))
        .isInstanceOf(InputException.class)
        .hasMessage("--work: " + work + " is not empty. Name an empty directory.");
  }

  private static String log(Path run) throws IOException {
    return Files.readString(run.resolve("rollouts/_delta_log/00000000000000000001.json"));
  }

  @Test
  void refusesNothingToMeasure() {
    assertThatThrownBy(() -> TableBench.run(LocalSpark.session(), 0, 12, 1, folder))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("rollouts are 0, tokens 12, repeats 1. Give 1 or more of each.");
  }
}
