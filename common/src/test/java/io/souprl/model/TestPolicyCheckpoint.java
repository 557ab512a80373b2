package io.souprl.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.souprl.checkpoint.CheckpointDirectory;
import io.souprl.checkpoint.SafetensorsFile;
import io.souprl.checkpoint.SafetensorsWriter;
import io.souprl.checkpoint.TensorEntry;
import io.souprl.checkpoint.TensorShape;
import io.souprl.error.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestPolicyCheckpoint {
  private static final Path SOURCE = GoldenModel.named("qwen2-tied").directory();

  @TempDir private Path temporary;

  @Test
  void readsBackTheBitsItWrote() {
    PolicyWeights weights = PolicyCheckpoint.read(SOURCE);
    Path copy = write(weights, OptimizerState.fresh(weights.layout()));
    assertThat(PolicyCheckpoint.read(copy).values()).isDeepEqualTo(weights.values());
    assertThat(PolicyCheckpoint.read(copy).config()).isEqualTo(weights.config());
  }

  @Test
  void readsBackTheOptimizerState() {
    PolicyWeights weights = PolicyCheckpoint.read(SOURCE);
    float[][] first = PolicyWeights.initialise(weights.config(), 1).values();
    float[][] second = PolicyWeights.initialise(weights.config(), 2).values();
    Path copy = write(weights, new OptimizerState(41, first, second));
    OptimizerState state = PolicyCheckpoint.readOptimizer(copy, weights.layout()).orElseThrow();
    assertThat(state.step()).isEqualTo(41);
    assertThat(state.firstMoments()).isDeepEqualTo(first);
    assertThat(state.secondMoments()).isDeepEqualTo(second);
  }

  @Test
  void writesTheTensorsOfTheSource() {
    PolicyWeights weights = PolicyCheckpoint.read(SOURCE);
    Path copy = write(weights, OptimizerState.fresh(weights.layout()));
    try (CheckpointDirectory expected = CheckpointDirectory.open(SOURCE);
        CheckpointDirectory actual = CheckpointDirectory.open(copy)) {
      assertThat(actual.names()).isEqualTo(expected.names());
      for (String name : expected.names()) {
        assertThat(actual.entry(name)).isEqualTo(expected.entry(name));
        assertThat(actual.read(name)).isEqualTo(expected.read(name));
      }
    }
  }

  @Test
  void writesTheSameFilesTwice() {
    PolicyWeights weights = PolicyCheckpoint.read(SOURCE);
    OptimizerState state = OptimizerState.fresh(weights.layout());
    try (CheckpointDirectory one = CheckpointDirectory.open(write(weights, state));
        CheckpointDirectory two = CheckpointDirectory.open(write(weights, state))) {
      assertThat(two.contentHash()).isEqualTo(one.contentHash());
      assertThat(two.optimizerHash()).isPresent().isEqualTo(one.optimizerHash());
      assertThat(two.tokenizerHash()).isEqualTo(one.tokenizerHash());
    }
  }

  @Test
  void carriesTokenizerAndTemplateOverAndStatesFloat32() throws IOException {
    PolicyWeights weights = PolicyCheckpoint.read(SOURCE);
    Path copy = write(weights, OptimizerState.fresh(weights.layout()));
    for (String name : List.of("tokenizer.json", "chat_template.jinja", "generation_config.json")) {
      assertThat(copy.resolve(name)).hasSameBinaryContentAs(SOURCE.resolve(name));
    }
    assertThat(new ObjectMapper().readTree(copy.resolve("config.json").toFile()).path("dtype"))
        .hasToString("\"float32\"");
  }

  @Test
  void hasNoOptimizerStateWithoutTheFile() {
    ParameterLayout layout = ParameterLayout.of(SmallPolicy.config());
    assertThat(PolicyCheckpoint.readOptimizer(SOURCE, layout)).isEmpty();
  }

  @Test
  void refusesAnOptimizerFileWithoutAStep() throws IOException {
    Path directory = Files.createDirectory(temporary.resolve("stepless"));
    Path file = directory.resolve(CheckpointDirectory.OPTIMIZER_FILE_NAME);
    TensorEntry entry = TensorEntry.float32("exp_avg.x", new TensorShape(List.of(1L)));
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, List.of(entry))) {
      writer.append("exp_avg.x", new float[1]);
    }
    assertThatThrownBy(
            () ->
                PolicyCheckpoint.readOptimizer(directory, ParameterLayout.of(SmallPolicy.config())))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("its metadata has no step")
        .hasMessageContaining("Remove the file to start with fresh optimiser moments");
  }

  @Test
  void refusesAStepThatIsNoNumber() throws IOException {
    Path directory = Files.createDirectory(temporary.resolve("misnumbered"));
    Path file = directory.resolve(CheckpointDirectory.OPTIMIZER_FILE_NAME);
    SafetensorsWriter.create(file, List.of(), java.util.Map.of("step", "four")).close();
    assertThatThrownBy(() -> PolicyCheckpoint.globalStep(directory))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(file + ": the step in its metadata is \"four\". Remove the file");
  }

  @Test
  void namesTheMomentsAsTorchDoes() {
    PolicyWeights weights = PolicyCheckpoint.read(SOURCE);
    Path copy = write(weights, OptimizerState.fresh(weights.layout()));
    try (SafetensorsFile file =
        SafetensorsFile.open(copy.resolve(CheckpointDirectory.OPTIMIZER_FILE_NAME))) {
      assertThat(file.names())
          .hasSize(2 * weights.layout().tensors().size())
          .contains("exp_avg.model.norm.weight", "exp_avg_sq.model.norm.weight");
      assertThat(file.metadata()).containsEntry("step", "0");
    }
  }

  private Path write(PolicyWeights weights, OptimizerState optimizer) {
    try {
      Path directory = Files.createTempDirectory(temporary, "checkpoint").resolve("written");
      PolicyCheckpoint.write(directory, weights, optimizer, SOURCE);
      return directory;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("Cannot write the test's checkpoint", e);
    }
  }
}
