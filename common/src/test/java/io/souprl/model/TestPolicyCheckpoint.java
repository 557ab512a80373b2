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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "llama3-untied-sharded | LlamaForCausalLM | Qwen3ForCausalLM |"
            + " self_attn.q_norm.weight of shape [16] is missing.",
        "llama3-untied-sharded | LlamaForCausalLM | Qwen2ForCausalLM |"
            + " self_attn.k_proj.bias of shape [16] is missing.",
        "qwen2-tied | Qwen2ForCausalLM | LlamaForCausalLM |"
            + " self_attn.q_proj.bias is none of this architecture's.",
        "qwen3-headdim-bf16 | Qwen3ForCausalLM | LlamaForCausalLM |"
            + " self_attn.q_norm.weight is none of this architecture's.",
        "qwen3-headdim-bf16 | \"head_dim\": 24 | \"head_dim\": 16 |"
            + " self_attn.q_proj.weight has shape [96, 64] where config.json asks for [64, 64].",
        "qwen3-headdim-bf16 | \"attention_bias\": false | \"attention_bias\": true |"
            + " self_attn.o_proj.bias of shape [64] is missing.",
        "llama3-untied-sharded | \"num_key_value_heads\": 1 | \"num_key_value_heads\": 2 |"
            + " self_attn.v_proj.weight has shape [16, 64] where config.json asks for [32, 64]."
      })
  void refusesTheWeightsOfAnotherConfiguration(
      String name, String old, String replacement, String problem) throws IOException {
    Path directory = copy(name);
    Path config = directory.resolve("config.json");
    Files.writeString(config, Files.readString(config).replace(old, replacement));
    assertThatThrownBy(() -> PolicyCheckpoint.read(directory))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(directory + ": tensor model.layers.1." + problem);
  }

  @Test
  void takesTheEmbeddingForTheHeadWhereTheyAreTied() throws IOException {
    Path directory = copy("llama3-untied-sharded");
    Path config = directory.resolve("config.json");
    Files.writeString(
        config,
        Files.readString(config)
            .replace("\"tie_word_embeddings\": false", "\"tie_word_embeddings\": true"));
    ParameterLayout layout = PolicyCheckpoint.read(directory).layout();
    assertThat(layout.head()).isEqualTo(layout.embedding());
    assertThat(layout.tensors()).doesNotContainKey("lm_head.weight");
  }

  private Path copy(String name) throws IOException {
    Path directory = Files.createDirectory(temporary.resolve("copy"));
    try (Stream<Path> files = Files.list(GoldenModel.named(name).directory())) {
      for (Path file : files.toList()) {
        Files.copy(file, directory.resolve(file.getFileName()));
      }
    }
    return directory;
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
