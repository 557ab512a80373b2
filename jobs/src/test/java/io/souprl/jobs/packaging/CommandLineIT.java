package io.souprl.jobs.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands as a user gives them, with a home that is empty. */
class CommandLineIT {
  @TempDir private Path folder;
  private Launcher launcher;

  @BeforeEach
  void emptyTheHome() throws IOException {
    Path home = Files.createDirectory(folder.resolve("home"));
    launcher = Launcher.in(folder).with("HOME", home.toString()).with("SOUPRL_FAST_START", "1");
  }

  @Test
  void importsPromptsAndQueriesThem() throws IOException {
    Files.writeString(
        folder.resolve("prompts.jsonl"),
        "{\"prompt_id\":\"é\",\"prompt\":\"2+2=\",\"answer\":4}\n");
    Outcome imported =
        launcher.run(
            "import",
            "--run",
            "run",
            "--prompts",
            "prompts.jsonl",
            "--split",
            "train",
            "--verifier",
            "final-number");
    assertThat(imported).isEqualTo(new Outcome(0, "imported prompts from prompts.jsonl: 1\n", ""));
    assertThat(folder.resolve("run/prompts"))
        .isDirectoryContaining("glob:**.zstd.parquet")
        .isDirectoryNotContaining("glob:**.snappy.parquet");
    String query = "SELECT prompt_id, answer, split, dataset FROM prompts";
    assertThat(launcher.run("sql", "--run", "run", "--format", "json", "-e", query))
        .isEqualTo(
            new Outcome(
                0,
                "{\"prompt_id\":\"é\",\"answer\":\"4\",\"split\":\"train\","
                    + "\"dataset\":\"prompts\"}\n",
                ""));
    assertThat(launcher.run("sql", "--run", "run", "-e", "SELECT nothing FROM prompts"))
        .satisfies(
            outcome -> {
              assertThat(outcome.exitCode()).isEqualTo(2);
              assertThat(outcome.output()).isEmpty();
              assertThat(outcome.errors())
                  .startsWith("[UNRESOLVED_COLUMN.WITH_SUGGESTION]")
                  .contains("`nothing`")
                  .doesNotContain("\tat ");
            });
  }

  @Test
  void verifiesWithoutARun() throws IOException {
    Files.writeString(
        folder.resolve("in.jsonl"), "{\"id\":1,\"gold\":\"4\",\"completion\":\"4\"}\n");
    Outcome outcome = launcher.run("verify", "--input", "in.jsonl", "--output", "out.jsonl");
    assertThat(outcome).isEqualTo(new Outcome(0, "", ""));
    assertThat(folder.resolve("out.jsonl"))
        .hasContent("{\"id\":1,\"status\":\"correct\",\"reward\":1.0,\"extracted_answer\":\"4\"}");
    Outcome again = launcher.run("verify", "--input", "in.jsonl", "--output", "out.jsonl");
    assertThat(again)
        .isEqualTo(
            new Outcome(
                2,
                "",
                "out.jsonl: it exists. Name another file, or replace it with --overwrite.\n"));
  }
}
