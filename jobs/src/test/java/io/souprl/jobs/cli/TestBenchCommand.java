package io.souprl.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestBenchCommand {
  @Test
  void helpsWithEveryBenchmark() {
    assertThat(Invocation.of("--help").output()).contains("\n  bench");
    assertThat(Invocation.of("bench", "--help").output())
        .contains(
            "\n  cluster",
            "\n  generate",
            "\n  prefixes",
            "\n  round",
            "\n  train",
            "\n  verify",
            "\n  scoring");
    Invocation help = Invocation.of("bench", "generate", "--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.output())
        .contains("Usage: souprl bench generate", "--workload=NAME", "--python=FILE", "--scale=");
  }

  @Test
  void refusesToMeasureNothing() {
    assertThat(Invocation.of("bench"))
        .isEqualTo(
            new Invocation(2, "", "Missing required subcommand\nTry 'souprl bench --help'.\n"));
    assertThat(Invocation.of("bench", "generate", "--work", "w", "--repeats", "0"))
        .isEqualTo(new Invocation(2, "", "--repeats: it is 0. Give 1 or more.\n"));
  }

  @Test
  void printsOneJsonObject(@TempDir Path work) throws IOException {
    Invocation done =
        Invocation.of(
            "bench", "generate", "--work", work.toString(), "--scale", "0.001", "--repeats", "1");
    assertThat(done.exitCode()).isZero();
    assertThat(done.output().lines()).hasSize(1);
    JsonNode report = new ObjectMapper().readTree(done.output());
    assertThat(report.path("benchmark").asText()).isEqualTo("generate");
    assertThat(report.path("contenders").get(0).path("settings").path("threads").asInt())
        .isEqualTo(2);
  }
}
