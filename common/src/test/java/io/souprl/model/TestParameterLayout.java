package io.souprl.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.souprl.checkpoint.Architecture;
import io.souprl.checkpoint.CheckpointDirectory;
import io.souprl.checkpoint.ModelConfig;
import io.souprl.error.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class TestParameterLayout {
  static final List<String> NAMES = GoldenModel.ALL;

  @TempDir private Path folder;

  @ParameterizedTest
  @FieldSource("NAMES")
  void namesTheTensorsThatTransformersWrites(String name) {
    try (CheckpointDirectory checkpoint =
        CheckpointDirectory.open(GoldenModel.named(name).directory())) {
      ParameterLayout layout = ParameterLayout.of(checkpoint.config());
      assertThat(layout.tensors().keySet()).isEqualTo(checkpoint.names());
      layout
          .tensors()
          .forEach(
              (tensor, shape) -> assertThat(checkpoint.entry(tensor).shape()).isEqualTo(shape));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "QWEN2, false, 'q_proj k_proj v_proj'",
    "QWEN3, false, ''",
    "QWEN3, true, 'q_proj k_proj v_proj o_proj'",
    "LLAMA, false, ''",
    "LLAMA, true, 'q_proj k_proj v_proj o_proj'"
  })
  void hasTheBiasesOfTheFamily(Architecture architecture, boolean attentionBias, String modules) {
    ParameterLayout layout = ParameterLayout.of(SmallPolicy.config(architecture, attentionBias));
    List<String> biases =
        layout.tensors().keySet().stream()
            .filter(name -> name.startsWith("model.layers.1.") && name.endsWith(".bias"))
            .map(name -> name.replaceAll(".*self_attn[.]|[.]bias", ""))
            .toList();
    assertThat(String.join(" ", biases)).isEqualTo(modules);
  }

  @Test
  void findsEveryParameterByItsSlot() {
    ParameterLayout layout = ParameterLayout.of(SmallPolicy.config(Architecture.QWEN3, true));
    assertThat(name(layout, layout.of(1, ParameterLayout.QKV_BIAS))).isEqualTo("layers.1.qkv.bias");
    assertThat(name(layout, layout.of(1, ParameterLayout.KEY_NORM))).isEqualTo("layers.1.key-norm");
    assertThat(name(layout, layout.of(1, ParameterLayout.OUTPUT_BIAS)))
        .isEqualTo("layers.1.output.bias");
    assertThat(name(layout, layout.of(1, ParameterLayout.DOWN_WEIGHT)))
        .isEqualTo("layers.1.down.weight");
    assertThat(name(layout, layout.norm())).isEqualTo("norm");
    assertThat(name(layout, layout.head())).isEqualTo("embedding");
  }

  @Test
  void refusesASlotThatTheFamilyLacks() {
    ParameterLayout layout = ParameterLayout.of(SmallPolicy.config(Architecture.LLAMA, false));
    assertThat(layout.has(ParameterLayout.QKV_BIAS)).isFalse();
    assertThatThrownBy(() -> layout.of(0, ParameterLayout.QKV_BIAS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot find slot 2: this family has none");
  }

  @Test
  void refusesAParameterThatFitsNoArray() throws IOException {
    Path golden = GoldenModel.named("qwen2-tied").directory().resolve("config.json");
    Files.writeString(
        folder.resolve("config.json"),
        Files.readString(golden)
            .replace("\"intermediate_size\": 128", "\"intermediate_size\": 2000000000"));
    ModelConfig config = ModelConfig.read(folder);
    assertThatThrownBy(() -> ParameterLayout.of(config))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "config.json: tensor model.layers.0.mlp.gate_proj.weight of shape [2000000000, 48]"
                + " makes layers.0.gate-up.weight larger than an array of 2^31 elements. Use a"
                + " smaller model.");
  }

  @Test
  void neitherDecaysNorZeroesTheNormsOfQueriesAndKeys() {
    PolicyWeights fresh = PolicyWeights.initialise(SmallPolicy.config(Architecture.QWEN3, true), 1);
    for (int slot : new int[] {ParameterLayout.QUERY_NORM, ParameterLayout.KEY_NORM}) {
      int index = fresh.layout().of(1, slot);
      assertThat(fresh.layout().parameters().get(index).decayed()).isFalse();
      assertThat(fresh.values()[index]).hasSize(8).containsOnly(1);
    }
    int bias = fresh.layout().of(1, ParameterLayout.OUTPUT_BIAS);
    assertThat(fresh.layout().parameters().get(bias).decayed()).isFalse();
    assertThat(fresh.values()[bias]).hasSize(32).containsOnly(0);
  }

  private static String name(ParameterLayout layout, int index) {
    return layout.parameters().get(index).name();
  }
}
