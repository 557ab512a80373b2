package io.souprl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.souprl.error.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestWeightCheck {
  @TempDir Path folder;
  private final Map<String, float[]> values = new LinkedHashMap<>();
  private final List<TensorEntry> tensors = new ArrayList<>();
  private final Map<String, TensorShape> expected = new LinkedHashMap<>();

  @BeforeEach
  void writeConfig() throws IOException {
    Files.writeString(folder.resolve("config.json"), "{}");
  }

  private void tensor(String name, TensorShape shape, float... elements) {
    tensors.add(TensorEntry.float32(name, shape));
    values.put(name, elements);
  }

  private List<String> check() {
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(folder.resolve("model.safetensors"), tensors)) {
      values.forEach(writer::append);
    }
    try (CheckpointDirectory checkpoint = CheckpointDirectory.open(folder)) {
      return WeightCheck.check(checkpoint, expected);
    }
  }

  @Test
  void acceptsWhatTheArchitectureNeeds() {
    tensor("a", TensorShape.of(2, 1), 1, Float.MAX_VALUE);
    tensor("b", TensorShape.of(1), -0.0f);
    expected.put("b", TensorShape.of(1));
    expected.put("a", TensorShape.of(2, 1));
    assertThat(check()).isEmpty();
  }

  @Test
  void acceptsTheGoldenWeights() {
    for (String name :
        List.of(GoldenCheckpoints.QWEN2, GoldenCheckpoints.QWEN3, GoldenCheckpoints.LLAMA3)) {
      try (CheckpointDirectory checkpoint =
          CheckpointDirectory.open(GoldenCheckpoints.directory(name))) {
        checkpoint.names().forEach(t -> expected.put(t, checkpoint.entry(t).shape()));
        assertThat(WeightCheck.check(checkpoint, expected)).isEmpty();
        expected.clear();
      }
    }
  }

  @Test
  void warnsOfTensorsThatDoNoHarm() {
    tensor("a", TensorShape.of(1), 1);
    tensor("model.layers.0.self_attn.rotary_emb.inv_freq", TensorShape.of(1), 1);
    tensor("lm_head.weight", TensorShape.of(1), 1);
    expected.put("a", TensorShape.of(1));
    assertThat(check())
        .containsExactly("model.layers.0.self_attn.rotary_emb.inv_freq", "lm_head.weight");
  }

  @Test
  void reportsEveryProblemAtOnce() {
    tensor("transposed", TensorShape.of(2, 1), 1, 2);
    tensor("broken", TensorShape.of(2, 2), 1, Float.NaN, 3, Float.NEGATIVE_INFINITY);
    tensor("model.layers.0.self_attn.q_norm.weight", TensorShape.of(1), 1);
    expected.put("missing", TensorShape.of(3));
    expected.put("transposed", TensorShape.of(1, 2));
    expected.put("broken", TensorShape.of(2, 2));
    assertThatThrownBy(this::check)
        .isInstanceOfSatisfying(
            InputException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        folder
                            + ": tensor missing of shape [3] is missing. Copy the checkpoint again"
                            + " from its source.",
                        folder
                            + ": tensor transposed has shape [2, 1] where config.json asks for"
                            + " [1, 2]. Use the config.json of this checkpoint.",
                        folder
                            + ": tensor broken has 2 NaN or infinite values of 4, the first at index"
                            + " 1. Use an earlier checkpoint.",
                        folder
                            + ": tensor model.layers.0.self_attn.q_norm.weight is none of this"
                            + " architecture's. Check architectures in config.json."));
  }

  @Test
  void countsNonFiniteValuesAcrossPieces() {
    float[] elements = new float[200_000];
    elements[70_001] = Float.NaN;
    elements[140_000] = Float.POSITIVE_INFINITY;
    elements[199_999] = Float.NaN;
    tensor("w", TensorShape.of(200_000), elements);
    expected.put("w", TensorShape.of(200_000));
    assertThatThrownBy(this::check)
        .isInstanceOf(InputException.class)
        .hasMessageContaining("has 3 NaN or infinite values of 200000, the first at index 70001.");
  }

  @Test
  void refusesTypesThatAreNoFloats() throws IOException {
    RawSafetensors.write(
        folder.resolve("model.safetensors"),
        "{\"w\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}",
        new byte[8]);
    expected.put("w", TensorShape.of(1));
    try (CheckpointDirectory checkpoint = CheckpointDirectory.open(folder)) {
      assertThatThrownBy(() -> WeightCheck.check(checkpoint, expected))
          .isInstanceOf(InputException.class)
          .hasMessage(
              folder
                  + ": tensor w has dtype I64. Only F32, F16 and BF16 are read: convert the"
                  + " checkpoint.");
    }
  }

  @Test
  void acceptsAnEmptyTensor() {
    tensor("w", TensorShape.of(0, 4));
    expected.put("w", TensorShape.of(0, 4));
    assertThat(check()).isEmpty();
  }
}
