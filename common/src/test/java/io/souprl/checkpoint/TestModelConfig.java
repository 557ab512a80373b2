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
                true,
                List.of(2),
                OptionalInt.empty(),
                OptionalInt.of(0)));
    assertThat(Architecture.QWEN2.hasQueryKeyValueBias()).isTrue();
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
            + " Supported: Qwen2ForCausalLM.",
        "{\"architectures\":null} | architectures is missing. Supported: Qwen2ForCausalLM.",
        "{\"hidden_act\":\"gelu\"} | hidden_act gelu is not supported. Supported: silu.",
        "{\"rope_parameters\":{\"rope_type\":\"yarn\",\"rope_theta\":1000.0}} | rope_parameters:"
            + " rope type yarn is not supported. Supported: default.",
        "{\"rope_parameters\":null,\"rope_theta\":1e6,\"rope_scaling\":{\"type\":\"linear\"}} |"
            + " rope_scaling: rope type linear is not supported. Supported: default.",
        "{\"rope_parameters\":3,\"rope_theta\":1e6} | rope_parameters is 3. Write an object.",
        "{\"rope_parameters\":null} | rope_theta is missing. Write a positive number.",
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
        "architecture FooForCausalLM is not supported. Supported: Qwen2ForCausalLM.",
        "hidden_act relu is not supported. Supported: silu.",
        "hidden_size is -3. Write a whole number of at least 1.",
        "vocab_size is \"many\". Write a whole number of at least 1.",
        "num_attention_heads 6 is not a multiple of num_key_value_heads 5. Copy the file again from"
            + " its source.");
  }

  @Test
  void refusesTheGoldenLlamaUntilItIsSupported() {
    Path golden = GoldenCheckpoints.directory(GoldenCheckpoints.LLAMA3);
    assertThatThrownBy(() -> ModelConfig.read(golden))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("config.json: architecture LlamaForCausalLM is not supported. ")
        .hasMessageContaining("config.json: rope_parameters: rope type llama3 is not supported. ");
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
