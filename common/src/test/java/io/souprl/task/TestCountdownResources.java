package io.souprl.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TestCountdownResources {
  private static final String CHARACTERS = "0123456789abcdefghijklmnopqrstuvwxyz+-*=,>:";

  private static HuggingFaceTokenizer tokenizer() throws IOException {
    byte[] file = CountdownResources.tokenizer().getBytes(StandardCharsets.UTF_8);
    return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(file), Map.of());
  }

  @Test
  void encodesAPromptAsOneTokenACharacterAfterBos() throws IOException {
    try (HuggingFaceTokenizer tokenizer = tokenizer()) {
      assertThat(tokenizer.encode("9833>n:").getIds()).containsExactly(1, 12, 11, 6, 6, 44, 26, 45);
      assertThat(tokenizer.encode("9833>n:", false, false).getIds())
          .containsExactly(12, 11, 6, 6, 44, 26, 45);
    }
  }

  @Test
  void numbersTheCharactersFromThree() throws IOException {
    long[] expected = LongStream.range(3, 3 + CHARACTERS.length()).toArray();
    try (HuggingFaceTokenizer tokenizer = tokenizer()) {
      assertThat(tokenizer.encode(CHARACTERS, false, false).getIds()).isEqualTo(expected);
      assertThat(tokenizer.decode(expected, true)).isEqualTo(CHARACTERS);
    }
  }

  @Test
  void decodesWithoutBlanksAndWithOrWithoutSpecialTokens() throws IOException {
    long[] ids = {1, 6, 39, 11, 42, 14, 2, 0};
    try (HuggingFaceTokenizer tokenizer = tokenizer()) {
      assertThat(tokenizer.decode(ids, true)).isEqualTo("3+8=b");
      assertThat(tokenizer.decode(ids, false)).isEqualTo("<bos>3+8=b<eos><pad>");
    }
  }

  @Test
  void refusesCharactersThatAreNotInTheVocabulary() throws IOException {
    try (HuggingFaceTokenizer tokenizer = tokenizer()) {
      assertThatThrownBy(() -> tokenizer.encode("9 8>n:")).hasMessageContaining("WordLevel");
    }
  }

  @Test
  void namesTheSpecialTokens() throws IOException {
    JsonNode config = new ObjectMapper().readTree(CountdownResources.tokenizerConfig());
    assertThat(config.get("pad_token").asText()).isEqualTo("<pad>");
    assertThat(config.get("bos_token").asText()).isEqualTo("<bos>");
    assertThat(config.get("eos_token").asText()).isEqualTo("<eos>");
  }

  @Test
  void describesTheTwoModels() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    JsonNode medium = mapper.readTree(CountdownModel.MEDIUM.config());
    JsonNode hard = mapper.readTree(CountdownModel.HARD.config());
    assertThat(medium.get("hidden_size").asInt()).isEqualTo(96);
    assertThat(medium.get("intermediate_size").asInt()).isEqualTo(192);
    assertThat(hard.get("hidden_size").asInt()).isEqualTo(64);
    assertThat(hard.get("intermediate_size").asInt()).isEqualTo(160);
    for (JsonNode config : new JsonNode[] {medium, hard}) {
      assertThat(config.get("model_type").asText()).isEqualTo("qwen2");
      assertThat(config.get("num_hidden_layers").asInt()).isEqualTo(2);
      assertThat(config.get("num_attention_heads").asInt()).isEqualTo(4);
      assertThat(config.get("num_key_value_heads").asInt()).isEqualTo(2);
      assertThat(config.get("vocab_size").asInt()).isEqualTo(48);
      assertThat(config.get("tie_word_embeddings").asBoolean()).isTrue();
      assertThat(config.get("rope_theta").asDouble()).isEqualTo(10_000);
      assertThat(config.get("rms_norm_eps").asDouble()).isEqualTo(1e-6);
    }
  }
}
