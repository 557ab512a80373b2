package io.souprl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.souprl.error.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestModelConfig {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void copyGolden() throws IOException {
    file = folder.resolve("config.json");
    Path golden = GoldenCheckpoints.directory(GoldenCheckpoints.QWEN2);
    Files.copy(golden.resolve("config.json"), file);
    Files.copy(golden.resolve("generation_config.json"), folder.resolve("generation_config.json"));
  }

  /** Merges the JSON object {@code changes} into a file; a key with null is removed. */
  private void change(Path json, String changes) throws IOException {
    ObjectNode root = (ObjectNode) MAPPER.readTree(json.toFile());
    MAPPER
        .readTree(changes)
        .fields()
        .forEachRemaining(
            field -> {
              if (field.getValue().isNull()) {
                root.remove(field.getKey());
              } else {
                root.set(field.getKey(), field.getValue());
              }
            });
    MAPPER.writeValue(json.toFile(), root);
  }

  private void assertRefused(String... problems) {
    assertThatThrownBy(() -> ModelConfig.read(folder))
        .isInstanceOfSatisfying(
            InputException.class,
            e ->
                assertThat(e.problems())
                    .containsExactlyElementsOf(
                        List.of(problems).stream().map(text -> file + ": " + text).toList()));
  }

  @Test
  void readsQwen2AsTransformers5WritesIt() {
    assertThat(ModelConfig.read(folder))
        .isEqualTo(
            new ModelConfig(
                Architecture.QWEN2,
                384,
                48,
                3,
                6,
                2,
                8,
                128,
                256,
                1e-6,
                1e6,
                RopeScaling.NONE,
                false,
                true,
                List.of(2),
                OptionalInt.empty(),
                OptionalInt.of(0)));
    assertThat(Architecture.QWEN2.modelType()).isEqualTo("qwen2");
  }

  @Test
  void readsTheLayoutOfTransformers4() throws IOException {
    change(
        file,
        "{\"rope_parameters\":null,\"layer_types\":null,\"rope_theta\":10000,"
            + "\"tie_word_embeddings\":null,\"sliding_window\":4096,\"use_sliding_window\":false,"
            + "\"bos_token_id\":1,\"head_dim\":12,\"num_key_value_heads\":null}");
    ModelConfig config = ModelConfig.read(folder);
    assertThat(config.ropeTheta()).isEqualTo(10_000);
    assertThat(config.tiedEmbeddings()).isFalse();
    assertThat(config.beginningOfSequenceId()).hasValue(1);
    assertThat(config.headDimension()).isEqualTo(12);
    assertThat(config.keyValueHeads()).isEqualTo(config.attentionHeads()).isEqualTo(6);
  }

  @Test
  void prefersTheEndOfSequenceIdsOfTheGenerationConfig() throws IOException {
    Path generation = folder.resolve("generation_config.json");
    change(generation, "{\"eos_token_id\":[7,2]}");
    assertThat(ModelConfig.read(folder).endOfSequenceIds()).containsExactly(7, 2);
    change(generation, "{\"eos_token_id\":null}");
    change(file, "{\"eos_token_id\":[3]}");
    assertThat(ModelConfig.read(folder).endOfSequenceIds()).containsExactly(3);
    Files.delete(generation);
    change(file, "{\"eos_token_id\":5}");
    assertThat(ModelConfig.read(folder).endOfSequenceIds()).containsExactly(5);
    change(file, "{\"eos_token_id\":null}");
    assertThat(ModelConfig.read(folder).endOfSequenceIds()).isEmpty();
  }

  @Test
  void namesTheGenerationConfigWhoseIdIsOutOfRange() throws IOException {
    Path generation = folder.resolve("generation_config.json");
    change(generation, "{\"eos_token_id\":[2,384]}");
    assertThatThrownBy(() -> ModelConfig.read(folder))
        .isInstanceOf(InputException.class)
        .hasMessage(
            generation
                + ": eos_token_id 384 is not a token id. Write ids from 0 to vocab_size - 1.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"architectures\":[\"FooForCausalLM\"]} | architecture FooForCausalLM is not supported."
            + " Supported: Qwen2ForCausalLM, Qwen3ForCausalLM, LlamaForCausalLM.",
        "{\"architectures\":null} | architectures is missing. Supported: Qwen2ForCausalLM, Qwen3ForCausalLM, LlamaForCausalLM.",
        "{\"hidden_act\":\"gelu\"} | hidden_act gelu is not supported. Supported: silu.",
        "{\"rope_parameters\":{\"rope_type\":\"yarn\",\"rope_theta\":1000.0}} | rope_parameters:"
            + " rope type yarn is not supported. Supported: default, linear, llama3.",
        "{\"rope_parameters\":null,\"rope_theta\":1e6,\"rope_scaling\":{\"type\":\"dynamic\"}} |"
            + " rope_scaling: rope type dynamic is not supported. Supported: default, linear, llama3.",
        "{\"rope_parameters\":null,\"rope_scaling\":{\"rope_type\":\"longrope\",\"type\":\"linear\"}} |"
            + " rope_scaling: rope type longrope is not supported. Supported: default, linear, llama3.",
        "{\"rope_parameters\":{\"rope_type\":\"linear\"}} | rope_parameters.factor is missing. Write a positive number.",
        "{\"rope_parameters\":{\"rope_type\":\"llama3\",\"factor\":8,\"low_freq_factor\":1,\"high_freq_factor\":4}} | rope_parameters.original_max_position_embeddings is missing. Write a whole number of at least 1.",
        "{\"rope_parameters\":{\"rope_type\":\"llama3\",\"factor\":8,\"low_freq_factor\":4,\"high_freq_factor\":4,\"original_max_position_embeddings\":64}} | rope_parameters: low_freq_factor 4.0 is not below high_freq_factor 4.0. Copy the file again from its source.",
        "{\"rope_scaling\":{\"rope_type\":\"linear\",\"factor\":2}} | rope_parameters and rope_scaling are both there. Keep one of them.",
        "{\"rope_parameters\":{\"full_attention\":{\"rope_theta\":5}}} | rope_parameters.full_attention is {\"rope_theta\":5}. One set of rotary frequencies for all layers is supported.",
        "{\"rope_parameters\":{\"partial_rotary_factor\":0.5}} | rope_parameters.partial_rotary_factor 0.5 is not supported. Supported: 1.",
        "{\"partial_rotary_factor\":0.25} | partial_rotary_factor 0.25 is not supported. Supported: 1.",
        "{\"mlp_bias\":true} | mlp_bias: biases in the MLP are not supported. Use a checkpoint without it.",
        "{\"pretraining_tp\":2} | pretraining_tp 2 is not supported. Supported: 1.",
        "{\"rope_parameters\":3,\"rope_theta\":1e6} | rope_parameters is 3. Write an object.",
        "{\"rope_parameters\":null,\"rope_theta\":\"big\"} | rope_theta is \"big\". Write a positive number.",
        "{\"rope_parameters\":{\"rope_theta\":-1}} | rope_parameters.rope_theta is -1. Write a"
            + " positive number.",
        "{\"layer_types\":[\"full_attention\",\"sliding_attention\"]} | layer_types:"
            + " sliding_attention is not supported. Supported: full_attention.",
        "{\"layer_types\":null,\"use_sliding_window\":true,\"sliding_window\":4096} |"
            + " use_sliding_window: sliding-window attention (sliding_window 4096) is not"
            + " supported. Use a checkpoint without it.",
        "{\"quantization_config\":{\"bits\":4}} | quantization_config: quantized weights are not"
            + " supported. Use a checkpoint without it.",
        "{\"num_hidden_layers\":0} | num_hidden_layers is 0. Write a whole number of at least 1.",
        "{\"intermediate_size\":12.5} | intermediate_size is 12.5. Write a whole number of at"
            + " least 1.",
        "{\"vocab_size\":null} | vocab_size is missing. Write a whole number of at least 1.",
        "{\"rms_norm_eps\":\"tiny\"} | rms_norm_eps is \"tiny\". Write a positive number.",
        "{\"tie_word_embeddings\":\"yes\"} | tie_word_embeddings is \"yes\". Write true or false.",
        "{\"pad_token_id\":-1} | pad_token_id -1 is not a token id. Write ids from 0 to"
            + " vocab_size - 1.",
        "{\"hidden_size\":50} | hidden_size 50 is not a multiple of num_attention_heads 6 and there"
            + " is no head_dim. Write head_dim, or copy the file again from its source.",
        "{\"num_key_value_heads\":4} | num_attention_heads 6 is not a multiple of"
            + " num_key_value_heads 4. Copy the file again from its source.",
        "{\"num_hidden_layers\":2147483647} | num_hidden_layers is 2147483647. Write a number up to 100000.",
        "{\"head_dim\":1000000000,\"max_position_embeddings\":1} | num_attention_heads 6 times head_dim 1000000000 is out of range. Copy the file again from its source.",
        "{\"max_position_embeddings\":2000000000} | max_position_embeddings 2000000000 times head_dim 8 is out of range. Copy the file again from its source.",
        "{\"head_dim\":7} | head_dim 7 is odd. Rotary embeddings turn pairs: use an even head"
            + " dimension.",
        "{\"hidden_size\":42} | hidden_size 42 / num_attention_heads 6 = 7 is odd. Rotary"
            + " embeddings turn pairs: use an even head dimension."
      })
  void refusesByName(String changes, String problem) throws IOException {
    change(file, changes);
    assertRefused(problem);
  }

  @Test
  void reportsAllProblemsOfOneConfigAtOnce() throws IOException {
    change(
        file,
        "{\"architectures\":[\"FooForCausalLM\"],\"hidden_act\":\"relu\",\"hidden_size\":-3,"
            + "\"vocab_size\":\"many\",\"num_key_value_heads\":5}");
    assertRefused(
        "architecture FooForCausalLM is not supported. Supported: Qwen2ForCausalLM, Qwen3ForCausalLM, LlamaForCausalLM.",
        "hidden_act relu is not supported. Supported: silu.",
        "hidden_size is -3. Write a whole number of at least 1.",
        "vocab_size is \"many\". Write a whole number of at least 1.",
        "num_attention_heads 6 is not a multiple of num_key_value_heads 5. Copy the file again from"
            + " its source.");
  }

  @Test
  void readsQwen3() {
    ModelConfig config = read(GoldenCheckpoints.QWEN3);
    assertThat(config.architecture()).isEqualTo(Architecture.QWEN3);
    assertThat(config.headDimension()).isEqualTo(24);
    assertThat(config.attentionHeads() * config.headDimension()).isNotEqualTo(config.hiddenSize());
    assertThat(config.tiedEmbeddings()).isTrue();
    assertThat(config.attentionBias()).isFalse();
    assertThat(config.ropeScaling()).isEqualTo(RopeScaling.NONE);
  }

  @Test
  void readsLlama3() {
    ModelConfig config = read(GoldenCheckpoints.LLAMA3);
    assertThat(config.architecture()).isEqualTo(Architecture.LLAMA);
    assertThat(config.ropeTheta()).isEqualTo(500_000);
    assertThat(config.ropeScaling()).isEqualTo(new RopeScaling.Llama3(8, 1, 4, 64));
    assertThat(config.tiedEmbeddings()).isFalse();
  }

  @Test
  void readsWhatTransformers4WroteOfLlama3() throws IOException {
    change(
        file,
        "{\"architectures\":[\"LlamaForCausalLM\"],\"rope_parameters\":null,\"rope_theta\":500000.0,"
            + "\"rope_scaling\":{\"factor\":32.0,\"high_freq_factor\":4.0,\"low_freq_factor\":1.0,"
            + "\"original_max_position_embeddings\":8192,\"rope_type\":\"llama3\"},"
            + "\"pretraining_tp\":1,\"mlp_bias\":false,\"attention_bias\":true,"
            + "\"tie_word_embeddings\":null}");
    ModelConfig config = ModelConfig.read(folder);
    assertThat(config.ropeTheta()).isEqualTo(500_000);
    assertThat(config.ropeScaling()).isEqualTo(new RopeScaling.Llama3(32, 1, 4, 8192));
    assertThat(config.attentionBias()).isTrue();
    assertThat(config.tiedEmbeddings()).isFalse();
    assertThat(config.headDimension()).isEqualTo(8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rope_type", "type"})
  void readsLinearScalingOfBothLayouts(String key) throws IOException {
    change(
        file,
        "{\"rope_parameters\":null,\"rope_theta\":1e4,\"rope_scaling\":{\"%s\":\"linear\",\"factor\":2.5}}"
            .formatted(key));
    assertThat(ModelConfig.read(folder).ropeScaling()).isEqualTo(new RopeScaling.Linear(2.5));
    change(
        file,
        "{\"rope_scaling\":null,\"rope_theta\":7,\"rope_parameters\":{\"%s\":\"linear\",\"factor\":4}}"
            .formatted(key));
    ModelConfig config = ModelConfig.read(folder);
    assertThat(config.ropeScaling()).isEqualTo(new RopeScaling.Linear(4));
    assertThat(config.ropeTheta()).isEqualTo(7);
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void takesWhatTransformersTakesForAbsentKeys(Architecture architecture) throws IOException {
    change(
        file,
        "{\"architectures\":[\"%s\"],\"rope_parameters\":null,\"tie_word_embeddings\":null}"
            .formatted(architecture.className()));
    ModelConfig config = ModelConfig.read(folder);
    assertThat(config.ropeTheta()).isEqualTo(10_000);
    assertThat(config.ropeScaling()).isEqualTo(RopeScaling.NONE);
    assertThat(config.tiedEmbeddings()).isFalse();
    assertThat(config.attentionBias()).isFalse();
    assertThat(config.headDimension()).isEqualTo(architecture == Architecture.QWEN3 ? 128 : 8);
  }

  @Test
  void ignoresAttentionBiasOfQwen2AsTransformersDoes() throws IOException {
    change(file, "{\"attention_bias\":true}");
    assertThat(ModelConfig.read(folder).attentionBias()).isFalse();
    change(file, "{\"architectures\":[\"Qwen3ForCausalLM\"]}");
    assertThat(ModelConfig.read(folder).attentionBias()).isTrue();
  }

  private static ModelConfig read(String golden) {
    return ModelConfig.read(GoldenCheckpoints.directory(golden));
  }

  @Test
  void refusesAMissingOrBrokenFile() throws IOException {
    Files.writeString(file, "[1]");
    assertRefused("not a JSON object. Copy the file again from its source.");
    Files.delete(file);
    assertRefused(
        "there is no such file. Name the directory of a Hugging Face checkpoint, as save_pretrained"
            + " writes it.");
  }
}
