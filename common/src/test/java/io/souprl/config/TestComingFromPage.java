package io.souprl.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds docs/coming-from.md in step with the keys and metrics that it names. */
class TestComingFromPage {
  private static final Path DOCS = Path.of("../docs");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /** The column, from 0, of every row of the first table below a heading. */
  private static Stream<String> column(String heading, int column) throws IOException {
    String section =
        Files.readString(DOCS.resolve("coming-from.md")).split("\n## " + heading + "\n", 2)[1];
    List<String> rows =
        section.split("\n## ", 2)[0].lines().filter(line -> line.startsWith("| ")).toList();
    assertThat(rows).hasSizeGreaterThan(10);
    return rows.stream()
        .skip(1)
        .map(row -> Arrays.asList(row.split(" \\| ")).get(column))
        .flatMap(cell -> CODE.matcher(cell).results().map((MatchResult code) -> code.group(1)));
  }

  @Test
  void namesKeysThatExist() throws IOException {
    assertThat(column("Keys", 0))
        .hasSizeGreaterThan(34)
        .allSatisfy(key -> assertThat(SoupConfig.schema().keys()).containsKey(key));
  }

  @Test
  void namesMetricsThatExist() throws IOException {
    String metrics = Files.readString(DOCS.resolve("metrics.md"));
    assertThat(column("Metrics", 1))
        .hasSizeGreaterThan(10)
        .allSatisfy(name -> assertThat(metrics).contains("| `" + name + "` |"));
  }
}
