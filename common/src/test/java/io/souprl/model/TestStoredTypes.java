package io.souprl.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.souprl.checkpoint.CheckpointDirectory;
import io.souprl.checkpoint.SafetensorsFile;
import io.souprl.checkpoint.TensorType;
import io.souprl.checkpoint.WeightType;
import io.souprl.error.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TestStoredTypes {
  private static final Path SOURCE = GoldenModel.named("llama3-untied-sharded").directory();
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path temporary;
  private final PolicyWeights weights = PolicyCheckpoint.read(SOURCE);
  private final OptimizerState state = OptimizerState.fresh(weights.layout());

  private Path write(String name, WeightType type) {
    Path directory = temporary.resolve(name);
    PolicyCheckpoint.write(directory, weights, state, SOURCE, type);
    return directory;
  }

  private static Path optimizer(Path directory) {
    return directory.resolve(CheckpointDirectory.OPTIMIZER_FILE_NAME);
  }

  @ParameterizedTest
  @EnumSource(
      value = WeightType.class,
      names = {"FLOAT16", "BFLOAT16"})
  void generatesFromTheRoundedWeightsAndTrainsFromTheExactOnes(WeightType type) {
    Path directory = write("rounded", type);
    float[][] stored = PolicyCheckpoint.read(directory).values();
    assertThat(stored[0]).isNotEqualTo(weights.values()[0]);
    for (int i = 0; i < stored.length; i++) {
      for (int j = 0; j < stored[i].length; j++) {
        assertThat(stored[i][j]).isEqualTo(type.rounded(weights.values()[i][j]));
      }
    }
    assertThat(PolicyCheckpoint.readForTraining(directory).values())
        .isDeepEqualTo(weights.values());
  }

  @ParameterizedTest
  @CsvSource({"FLOAT32, F32, float32", "FLOAT16, F16, float16", "BFLOAT16, BF16, bfloat16"})
  void storesEveryTensorInTheTypeThatTheConfigStates(
      WeightType type, TensorType tensorType, String dtype) throws IOException {
    Path directory = write("typed", type);
    try (CheckpointDirectory checkpoint = CheckpointDirectory.open(directory)) {
      for (String name : checkpoint.names()) {
        assertThat(checkpoint.entry(name).type()).isEqualTo(tensorType);
      }
    }
    JsonNode config = JSON.readTree(directory.resolve("config.json").toFile());
    assertThat(config.path("dtype").asText()).isEqualTo(dtype);
    assertThat(config.has("torch_dtype")).isFalse();
  }

  @Test
  void statesTheTypeUnderTheKeysThatTheSourceHas() throws IOException {
    Path old = Files.createDirectory(temporary.resolve("old"));
    Files.copy(SOURCE.resolve("tokenizer.json"), old.resolve("tokenizer.json"));
    ObjectNode config = (ObjectNode) JSON.readTree(SOURCE.resolve("config.json").toFile());
    config.remove("dtype");
    config.put("torch_dtype", "float64");
    JSON.writeValue(old.resolve("config.json").toFile(), config);
    Path written = temporary.resolve("written");
    PolicyCheckpoint.write(written, weights, state, old, WeightType.BFLOAT16);
    JsonNode actual = JSON.readTree(written.resolve("config.json").toFile());
    assertThat(actual.path("torch_dtype").asText()).isEqualTo("bfloat16");
    assertThat(actual.has("dtype")).isFalse();
  }

  @Test
  void keepsNoSecondCopyOfExactWeights() {
    try (SafetensorsFile file =
        SafetensorsFile.open(optimizer(write("exact", WeightType.FLOAT32)))) {
      assertThat(file.names()).noneMatch(name -> name.startsWith("master."));
    }
    try (SafetensorsFile file =
        SafetensorsFile.open(optimizer(write("rounded", WeightType.BFLOAT16)))) {
      assertThat(file.entry("master.lm_head.weight").type()).isEqualTo(TensorType.F32);
    }
  }

  @Test
  void trainsFromTheStoredWeightsWithoutAnOptimiserFile() throws IOException {
    Path directory = write("bare", WeightType.BFLOAT16);
    Files.delete(optimizer(directory));
    assertThat(PolicyCheckpoint.readForTraining(directory).values())
        .isDeepEqualTo(PolicyCheckpoint.read(directory).values());
  }

  @ParameterizedTest
  @CsvSource({"FLOAT16, -65520, float16", "BFLOAT16, 3.4e38, bfloat16"})
  void refusesAWeightThatOverflowsBeforeAnythingIsWritten(
      WeightType type, float value, String dtype) {
    weights.values()[weights.layout().of(1, ParameterLayout.GATE_UP_WEIGHT)][96 * 64 + 5] = value;
    assertThatThrownBy(() -> write("overflow", type))
        .isInstanceOf(InputException.class)
        .hasMessage(
            temporary.resolve("overflow")
                + ": tensor model.layers.1.mlp.up_proj.weight is %s at index 5, which %s cannot hold."
                    .formatted(value, dtype)
                + " Set training.save-dtype to float32.");
    assertThat(temporary.resolve("overflow")).doesNotExist();
  }

  @Test
  void storesTheLargestFloat16() {
    weights.values()[0][7] = 65_519;
    assertThat(PolicyCheckpoint.read(write("largest", WeightType.FLOAT16)).values()[0][7])
        .isEqualTo(65_504);
  }

  @Test
  void refusesExactWeightsThatAreNotThoseStored() throws IOException {
    Path directory = write("one", WeightType.BFLOAT16);
    weights.values()[0][3] = 1.5f;
    Path other = write("other", WeightType.BFLOAT16);
    Files.copy(optimizer(other), optimizer(directory), StandardCopyOption.REPLACE_EXISTING);
    float stored = PolicyCheckpoint.read(directory).values()[0][3];
    assertThatThrownBy(() -> PolicyCheckpoint.readForTraining(directory))
        .isInstanceOf(InputException.class)
        .hasMessage(
            optimizer(directory)
                + ": tensor master.model.embed_tokens.weight is 1.5 at index 3, and the stored"
                + " weight is %s, which is not that rounded. ".formatted(stored)
                + "The file belongs to other weights. Remove the file to start with fresh optimiser"
                + " moments from the stored weights.");
  }

  @Test
  void refusesMomentsOfOtherShapes() {
    Path directory = write("llama", WeightType.FLOAT32);
    ParameterLayout other =
        PolicyCheckpoint.read(GoldenModel.named("qwen3-headdim-bf16").directory()).layout();
    assertThatThrownBy(() -> PolicyCheckpoint.readOptimizer(directory, other))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            optimizer(directory)
                + ": tensor exp_avg.model.layers.0.self_attn.q_proj.weight has shape [64, 64] where"
                + " the weights have [96, 64]. Remove the file");
  }
}
