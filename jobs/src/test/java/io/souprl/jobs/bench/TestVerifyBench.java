package io.souprl.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.souprl.error.InputException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestVerifyBench {
  private static final String ROWS =
      """
      {"gold": "5", "completion": "It is 5.", "label": true}
      {"gold": "5", "completion": "It is 6.", "label": true}
      {"gold": "5", "completion": "It is 5."}
      """;

  @TempDir private Path work;

  @Test
  void countsVerdictsAndAgreement() throws IOException {
    Path rows = work.resolve("rows.jsonl.gz");
    try (OutputStream file = new GZIPOutputStream(Files.newOutputStream(rows))) {
      file.write(ROWS.getBytes(StandardCharsets.UTF_8));
    }
    ObjectNode report = VerifyBench.run(options(rows, Optional.empty()));
    assertThat(report.path("rows").asInt()).isEqualTo(3);
    assertThat(report.path("contenders")).hasSize(1);
    JsonNode own = report.path("contenders").get(0);
    assertThat(own.path("correct").asInt()).isEqualTo(2);
    assertThat(own.path("labelled").asInt()).isEqualTo(2);
    assertThat(own.path("agreeing_with_label").asInt()).isEqualTo(1);
    assertThat(own.path("rows_per_second").path("min").asDouble()).isPositive();
    assertThat(report.has("ratio")).isFalse();
  }

  @Test
  void comparesWithThePeer() throws IOException {
    Path python =
        script(
            "#!/bin/sh",
            "echo '{\"ready\":true,\"versions\":{\"math-verify\":\"fake\"}}'",
            "while read -r request; do",
            "  echo '{\"rows\":3,\"seconds\":6,\"verdicts\":[true,true,false]}'",
            "done");
    ObjectNode report = VerifyBench.run(options(rows(), Optional.of(python)));
    JsonNode peer = report.path("contenders").get(1);
    assertThat(peer.path("rows_per_second").path("median").asDouble()).isEqualTo(0.5);
    assertThat(peer.path("agreeing_with_label").asInt()).isEqualTo(2);
    assertThat(report.at("/versions/math-verify").asText()).isEqualTo("fake");
    JsonNode speed = report.path("contenders").get(0).path("rows_per_second");
    assertThat(report.at("/ratio/min").asDouble())
        .isEqualTo(speed.path("min").asDouble() / 0.5, within(1e-6));
  }

  @Test
  void refusesAPeerThatLeavesRowsOut() throws IOException {
    Path python =
        script(
            "#!/bin/sh",
            "echo '{\"ready\":true}'",
            "while read -r request; do echo '{\"seconds\":6,\"verdicts\":[true]}'; done");
    assertThatThrownBy(() -> VerifyBench.run(options(rows(), Optional.of(python))))
        .hasMessage("math-verify verified 1 of 3 rows");
  }

  @Test
  void refusesWhatItCannotRead() throws IOException {
    Path missing = work.resolve("missing.jsonl");
    assertThatThrownBy(() -> VerifyBench.run(options(missing, Optional.empty())))
        .isInstanceOf(InputException.class)
        .hasMessage("--rows: cannot read " + missing + ". Name a JSONL file, plain or gzip.");
    Path wrong = Files.writeString(work.resolve("wrong.jsonl"), "{\"gold\": 5}\n");
    assertThatThrownBy(() -> VerifyBench.run(options(wrong, Optional.empty())))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(wrong + " line 1: it has no gold and completion");
    assertThatThrownBy(
            () ->
                VerifyBench.run(
                    new VerifyBenchOptions(
                        rows(), "label", "math", Optional.of(missing), 0, -1, work)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--repeats: it is 0.")
        .hasMessageContaining("--seconds: it is -1.0.")
        .hasMessageContaining("--python: " + missing + " cannot be run.");
  }

  private VerifyBenchOptions options(Path rows, Optional<Path> python) {
    return new VerifyBenchOptions(rows, "label", "math", python, 2, 0.01, work);
  }

  private Path rows() throws IOException {
    return Files.writeString(work.resolve("rows-in.jsonl"), ROWS);
  }

  private Path script(String... lines) throws IOException {
    Path file = Files.write(work.resolve("python"), List.of(lines));
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }
}
