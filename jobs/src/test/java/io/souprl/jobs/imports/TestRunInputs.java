package io.souprl.jobs.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.souprl.checkpoint.CheckpointDirectory;
import io.souprl.config.SoupConfig;
import io.souprl.error.InputException;
import io.souprl.jobs.LocalSpark;
import io.souprl.jobs.TinyPolicy;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.table.PolicyVersion;
import io.souprl.table.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestRunInputs {
  @TempDir private static Path home;
  private static Run run;

  @TempDir private Path folder;

  @BeforeAll
  static void openARunThatHasNothingYet() throws IOException {
    Path prompts =
        Files.writeString(
            home.resolve("p.jsonl"),
            "{\"prompt\":\"1+1=\",\"answer\":\"2\",\"verifier\":\"countdown\",\"split\":\"test\"}");
    Path checkpoint = copyOfTheTinyPolicy(home);
    Files.writeString(checkpoint.resolve("pytorch_model.bin"), "other weights");
    Files.writeString(checkpoint.resolve("optimizer.safetensors"), "another run's");
    List<String> config =
        List.of(
            "run.dir=" + home.resolve("run"),
            "data.prompts=" + prompts,
            "model.checkpoint=" + checkpoint);
    run = Run.open(LocalSpark.session(), SoupConfig.parse("", config));
    RunInputs.ensure(run);
    RunInputs.ensure(run);
  }

  @AfterAll
  static void closeTheRun() {
    run.close();
  }

  @Test
  void importsThePromptsThatTheConfigurationNamesOnce() {
    assertThat(run.tables().read(TableName.PROMPTS).select("prompt").collectAsList())
        .containsExactly(RowFactory.create("1+1="));
  }

  @Test
  void importsTheCheckpointThatTheConfigurationNamesAsTheBase() throws IOException {
    PolicyVersion base = run.checkpoints().version(0);
    Path imported = Path.of(java.net.URI.create(base.uri()));
    assertThat(hash(imported))
        .isEqualTo(base.contentHash())
        .isEqualTo(hash(TinyPolicy.directory()));
    assertThat(imported.getFileName()).hasToString("000000-" + base.contentHash().substring(0, 12));
    assertThat(names(imported))
        .contains("config.json", "model.safetensors", "tokenizer.json", "chat_template.jinja")
        .doesNotContain("pytorch_model.bin", "optimizer.safetensors");
    assertThat(names(Path.of(run.config().model().checkpoint())))
        .contains("config.json", "model.safetensors");
    Row row = run.tables().read(TableName.CHECKPOINTS).first();
    assertThat(row.<Integer>getAs("round")).isEqualTo(-1);
    assertThat(row.isNullAt(row.fieldIndex("parent_version"))).isTrue();
  }

  @Test
  void knowsTheBaseAgain() {
    assertThat(CheckpointImport.run(run, TinyPolicy.directory().toString())).isEmpty();
  }

  @Test
  void refusesAnotherBase() throws IOException {
    Path other = copyOfTheTinyPolicy(folder);
    Path weights = other.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length - 3] ^= 1;
    Files.write(weights, bytes);
    assertThatThrownBy(() -> CheckpointImport.run(run, other.toString()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("checkpoints: the run has another base policy, ")
        .hasMessageEndingWith(". Import " + other + " into a run of its own.");
  }

  @Test
  void refusesACheckpointThatIsNotSound() throws IOException {
    Path source = copyOfTheTinyPolicy(folder);
    Path weights = source.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    Files.write(weights, Arrays.copyOf(bytes, bytes.length - 4));
    assertThatThrownBy(() -> CheckpointImport.run(run, source.toString()))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(weights + ": ");
    Path absent = folder.resolve("absent");
    assertThatThrownBy(() -> CheckpointImport.run(run, absent.toString()))
        .isInstanceOf(InputException.class)
        .hasMessage(
            absent
                + ": there is no such directory. Name the local directory of a Hugging Face"
                + " checkpoint.");
  }

  private static Path copyOfTheTinyPolicy(Path parent) throws IOException {
    Path copy = Files.createTempDirectory(parent, "policy");
    for (String name : names(TinyPolicy.directory())) {
      Files.copy(TinyPolicy.directory().resolve(name), copy.resolve(name));
    }
    return copy;
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static String hash(Path directory) {
    try (CheckpointDirectory checkpoint = CheckpointDirectory.open(directory)) {
      return checkpoint.contentHash();
    }
  }
}
