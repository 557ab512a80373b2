package io.souprl.jobs.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.souprl.checkpoint.CheckpointDirectory;
import io.souprl.checkpoint.SafetensorsFile;
import io.souprl.checkpoint.SafetensorsWriter;
import io.souprl.checkpoint.TensorEntry;
import io.souprl.checkpoint.TensorShape;
import io.souprl.error.InputException;
import io.souprl.jobs.HandMadeRun;
import io.souprl.jobs.TinyPolicy;
import io.souprl.jobs.TinyRun;
import io.souprl.jobs.imports.CheckpointImport;
import io.souprl.jobs.rollout.RolloutStage;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.run.Stage;
import io.souprl.jobs.run.Stages;
import io.souprl.jobs.warmup.WarmupStage;
import io.souprl.table.StageName;
import io.souprl.table.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestBadInput {
  private static final String NORM = "model.norm.weight";

  @TempDir private static Path home;
  private static HandMadeRun made;
  private static HandMadeRun empty;

  @TempDir private Path folder;

  @BeforeAll
  static void openRuns() {
    made = TinyRun.in(home.resolve("run"));
    empty = HandMadeRun.in(home.resolve("empty"));
  }

  @AfterAll
  static void closeRuns() {
    made.close();
    empty.close();
  }

  /** Asserts the message, and that no table has changed. */
  private static void refuses(Run run, ThrowingCallable work, String message) {
    Map<TableName, Long> before = versions(run);
    assertThatThrownBy(work).isInstanceOf(InputException.class).hasMessage(message);
    assertThat(versions(run)).isEqualTo(before);
  }

  private static Map<TableName, Long> versions(Run run) {
    Map<TableName, Long> versions = new TreeMap<>();
    for (TableName table : TableName.values()) {
      versions.put(table, run.tables().version(table));
    }
    return versions;
  }

  /** The run of {@link #made} under other settings. */
  private static void refusesRollout(String message, String... overrides) {
    made.close();
    try (HandMadeRun other = TinyRun.again(home.resolve("run"), overrides)) {
      refuses(other.run(), () -> Stages.run(other.run(), new RolloutStage(), 0), message);
    }
    made = TinyRun.again(home.resolve("run"));
  }

  @Test
  void refusesAPromptThatDoesNotFitTheContext() {
    refusesRollout(
        "prompt 7,8,9=24>: 10 tokens and max-tokens 55 do not fit the context of 64"
            + " (max_position_embeddings). Shorten the prompt or lower rollout.max-tokens"
            + " (evaluation.max-tokens).",
        "rollout.max-tokens=55");
  }

  @Test
  void refusesMorePromptsThanThereAre() {
    refusesRollout(
        "rollout.prompts-per-round: a round takes 6 prompts but there are only 4. Lower it to at"
            + " most 4 or import more prompts.",
        "rollout.prompts-per-round=6");
  }

  @Test
  void refusesToSampleMorePromptsThanThereAre() {
    refusesRollout(
        "rollout.oversample: a round samples 6 prompts (1.5 x rollout.prompts-per-round 4) but"
            + " there are only 4. Lower one of the two or import more prompts: a round takes a"
            + " prompt once.",
        "rollout.oversample=1.5");
  }

  @Test
  void refusesAConfigurationThatChangedWithinARound() {
    Stages.run(made.run(), new Nothing(), 0);
    refusesRollout(
        "rollout.temperature: 1.0 -> 0.5: round 0 was begun with another value. Take the old one,"
            + " or let the round end first.",
        "rollout.temperature=0.5");
  }

  /** A stage that begins a round. */
  private static final class Nothing implements Stage {
    @Override
    public StageName name() {
      return StageName.EVALUATION;
    }

    @Override
    public List<TableName> inputs() {
      return List.of();
    }

    @Override
    public void check(Run run, int round) {}

    @Override
    public Map<String, Double> run(Run run, int round) {
      return Map.of();
    }
  }

  @Test
  void refusesARoundWithoutItsPolicyVersion() {
    String registry = made.run().directory().table(TableName.CHECKPOINTS).toString();
    refuses(
        made.run(),
        () -> Stages.run(made.run(), new RolloutStage(), 3),
        registry + ": there is no policy version 3. Run the rounds before this one first.");
  }

  @Test
  void refusesTheSameRunTwice() {
    refuses(
        made.run(),
        () -> TinyRun.again(home.resolve("run")),
        made.run().directory().root()
            + ": this process works on this run already. Close it first.");
  }

  @Test
  void refusesACheckpointWithoutOneOfItsTensors() throws IOException {
    Path source = damaged(entries -> entries.stream().filter(e -> !e.name().equals(NORM)).toList());
    refusesImport(
        source,
        source
            + ": tensor model.norm.weight of shape [16] is missing. Copy the checkpoint again from"
            + " its source.");
  }

  @Test
  void refusesATensorOfAnotherShape() throws IOException {
    Path source =
        damaged(
            entries ->
                entries.stream()
                    .map(
                        e ->
                            e.name().equals(NORM)
                                ? TensorEntry.float32(NORM, TensorShape.of(4, 4))
                                : e)
                    .toList());
    refusesImport(
        source,
        source
            + ": tensor model.norm.weight has shape [4, 4] where config.json asks for [16]. Use the"
            + " config.json of this checkpoint.");
  }

  @Test
  void refusesNotANumberAmongTheWeights() throws IOException {
    Path source = policy(48);
    Path weights = source.resolve(CheckpointDirectory.WEIGHTS_FILE_NAME);
    byte[] bytes = Files.readAllBytes(weights);
    Arrays.fill(bytes, bytes.length - 4, bytes.length, (byte) 0xff);
    Files.write(weights, bytes);
    assertThatThrownBy(() -> CheckpointImport.run(empty.run(), source.toString()))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(source + ": tensor model.")
        .hasMessageContaining(" has 1 NaN or infinite values of ");
    assertThat(empty.run().tables().read(TableName.CHECKPOINTS).isEmpty()).isTrue();
  }

  @Test
  void refusesATruncatedFile() throws IOException {
    Path source = policy(48);
    Path weights = source.resolve(CheckpointDirectory.WEIGHTS_FILE_NAME);
    Files.write(weights, Arrays.copyOf(Files.readAllBytes(weights), 7));
    refusesImport(
        source,
        weights
            + ": it has 7 bytes, too few for a safetensors file. Copy or download the file again.");
  }

  @Test
  void refusesATokenizerLargerThanTheEmbedding() {
    Path source = policy(40);
    assertThatThrownBy(() -> CheckpointImport.run(empty.run(), source.toString()))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(source.resolve("tokenizer.json") + ": ")
        .hasMessageContaining("40");
    assertThat(empty.run().tables().read(TableName.CHECKPOINTS).isEmpty()).isTrue();
  }

  private static void refusesImport(Path source, String message) {
    refuses(empty.run(), () -> CheckpointImport.run(empty.run(), source.toString()), message);
  }

  private Path policy(int vocabularySize) {
    Path source = folder.resolve("policy");
    TinyRun.writePolicy(source, vocabularySize, 1);
    return source;
  }

  /** A policy whose tensors are declared otherwise, with the same values. */
  private Path damaged(UnaryOperator<List<TensorEntry>> change) throws IOException {
    Path source = policy(48);
    Path weights = source.resolve(CheckpointDirectory.WEIGHTS_FILE_NAME);
    Path sound = folder.resolve("sound.safetensors");
    Files.move(weights, sound);
    try (SafetensorsFile file = SafetensorsFile.open(sound)) {
      List<TensorEntry> entries = new ArrayList<>();
      file.names().forEach(name -> entries.add(file.entry(name)));
      List<TensorEntry> changed = change.apply(entries);
      try (SafetensorsWriter writer = SafetensorsWriter.create(weights, changed)) {
        for (TensorEntry entry : changed) {
          writer.append(entry.name(), file.read(entry.name()));
        }
      }
    }
    return source;
  }

  @Test
  void refusesDemonstrationsThatAreNotThere() {
    Path absent = folder.resolve("absent.jsonl");
    refusesWarmup(
        absent, "warmup.data: cannot read " + absent + ". Name a JSONL file that is there.");
  }

  @Test
  void refusesDemonstrationsWithoutACompletion() throws IOException {
    Path data = Files.writeString(folder.resolve("rows.jsonl"), "{\"prompt\":\"1+1=\"}\n");
    refusesWarmup(
        data,
        "warmup.data: "
            + data
            + " has 1 rows without prompt or completion. Every line needs a prompt and a"
            + " completion.");
  }

  @Test
  void refusesDemonstrationsWithoutRows() throws IOException {
    Path data = Files.writeString(folder.resolve("none.jsonl"), "");
    refusesWarmup(
        data,
        "warmup.data: " + data + " has no rows. Give it lines with a prompt and a completion.");
  }

  private static void refusesWarmup(Path data, String message) {
    empty.close();
    try (HandMadeRun other =
        HandMadeRun.again(
            home.resolve("empty"),
            "warmup.data=" + data,
            "model.checkpoint=" + TinyPolicy.directory())) {
      refuses(
          other.run(),
          () -> Stages.run(other.run(), new WarmupStage(), WarmupStage.ROUND),
          message);
    }
    empty = HandMadeRun.again(home.resolve("empty"));
  }
}
