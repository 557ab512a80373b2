package io.souprl.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds docs/verifiers.md in step with the code and executes its examples. */
class TestVerifierPage {
  private static final Path PAGE = Path.of("../docs/verifiers.md");
  private static final String BEGIN = "<!-- verifiers: written by TestVerifierPage -->\n";
  private static final String END = "<!-- end -->";

  /** One row of the table of examples. */
  private record Example(String specification, String gold, String completion, String verdict) {}

  @Test
  void listsEveryVerifierWithItsOptions() throws IOException {
    String page = Files.readString(PAGE);
    String table = withoutOthers(VerifierList.markdown());
    int from = page.indexOf(BEGIN) + BEGIN.length();
    int to = page.indexOf(END);
    if (Boolean.getBoolean("souprl.write-reference")) {
      page = page.substring(0, from) + table + page.substring(to);
      Files.writeString(PAGE, page);
    }
    assertThat(page).as("run it with -Dsouprl.write-reference=true").contains(BEGIN + table + END);
  }

  /** The verifier that only the tests have. */
  private static String withoutOthers(String table) {
    return table
        .lines()
        .filter(line -> !line.contains("always-right"))
        .reduce("", (a, b) -> a + b + "\n");
  }

  @Test
  void hasFortyExamples() throws IOException {
    assertThat(examples()).hasSizeGreaterThanOrEqualTo(40);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void says(Example example) {
    Verdict verdict =
        Verifiers.named(example.specification)
            .verify(example.gold, Completion.finished(example.completion));
    String said = verdict.status().tableName();
    boolean whole = verdict.reward() == null || verdict.reward() == Math.rint(verdict.reward());
    assertThat(whole ? said : said + " " + verdict.reward()).isEqualTo(example.verdict);
  }

  private static Stream<Example> examples() throws IOException {
    List<Example> examples = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      String[] cells = line.split("(?<!\\\\)\\|", -1);
      if (cells.length == 6 && cells[1].strip().startsWith("`") && !cells[4].contains("`")) {
        examples.add(new Example(code(cells[1]), code(cells[2]), code(cells[3]), cells[4].strip()));
      }
    }
    return examples.stream();
  }

  /** A cell in backquotes; a bar is escaped in a table. */
  private static String code(String cell) {
    String text = cell.strip();
    return text.substring(1, text.length() - 1).replace("\\|", "|");
  }
}
