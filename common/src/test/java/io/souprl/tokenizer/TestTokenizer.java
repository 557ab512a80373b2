package io.souprl.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.souprl.checkpoint.GoldenCheckpoints;
import io.souprl.error.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestTokenizer {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Path GOLDEN = GoldenCheckpoints.directory(GoldenCheckpoints.QWEN2);
  private static Tokenizer tokenizer;
  private static JsonNode expected;

  @TempDir Path folder;

  @BeforeAll
  static void load() throws IOException {
    tokenizer = Tokenizer.load(GOLDEN);
    expected = MAPPER.readTree(GOLDEN.resolve("expected.json").toFile());
  }

  @AfterAll
  static void close() {
    tokenizer.close();
  }

  private static int[] ids(JsonNode node) {
    return MAPPER.convertValue(node, int[].class);
  }

  private ObjectNode golden() throws IOException {
    return (ObjectNode) MAPPER.readTree(GOLDEN.resolve("tokenizer.json").toFile());
  }

  private Path write(JsonNode tokenizerJson) throws IOException {
    MAPPER.writeValue(folder.resolve("tokenizer.json").toFile(), tokenizerJson);
    return folder;
  }

  @Test
  void encodesPromptsAsTransformersDoes() {
    for (int i = 0; i < expected.path("prompts").size(); i++) {
      int[] padded = ids(expected.path("input_ids").path(i));
      int padding =
          padded.length - Arrays.stream(ids(expected.path("attention_mask").path(i))).sum();
      assertThat(tokenizer.encode(expected.path("prompts").path(i).asText(), EncodeSpecials.ADD))
          .isNotEmpty()
          .isEqualTo(Arrays.copyOfRange(padded, padding, padded.length));
    }
  }

  @Test
  void decodesAndEncodesARenderedChat() {
    int[] chat = ids(expected.path("chat_ids"));
    String text = expected.path("chat_text").asText();
    assertThat(tokenizer.decode(chat, DecodeSpecials.KEEP)).isEqualTo(text);
    assertThat(tokenizer.encode(text, EncodeSpecials.OMIT)).isEqualTo(chat);
    assertThat(tokenizer.decode(chat, DecodeSpecials.SKIP))
        .isEqualTo(text.replace("<|im_start|>", "").replace("<|im_end|>", ""));
  }

  @Test
  void decodesGeneratedBytesAsTransformersDoes() {
    for (int i = 0; i < expected.path("greedy_ids").size(); i++) {
      assertThat(tokenizer.decode(ids(expected.path("greedy_ids").path(i)), DecodeSpecials.SKIP))
          .isEqualTo(expected.path("greedy_text").path(i).asText());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " two  spaces ,  kept . n't !",
        "caf\u00e9 \u4f60\u597d",
        "\uD83D\uDE00\uD83D\uDC69\u200D\uD83D\uDE80",
        "zero\u0000byte",
        "lines\r\n\n\ttabs",
        "<|im_end|>"
      })
  void decodesWhatItEncoded(String text) {
    int[] ids = tokenizer.encode(text, EncodeSpecials.OMIT);
    assertThat(tokenizer.decode(ids, DecodeSpecials.KEEP)).isEqualTo(text);
  }

  @Test
  void neitherTruncatesNorPads() {
    String text = "x ".repeat(5000);
    int[] ids = tokenizer.encode(text, EncodeSpecials.ADD);
    assertThat(ids.length).isGreaterThanOrEqualTo(5000);
    assertThat(tokenizer.decode(ids, DecodeSpecials.KEEP)).isEqualTo(text);
  }

  @Test
  void neitherTruncatesNorPadsWhenTheFileSaysSo() throws IOException {
    ObjectNode json = golden();
    json.set(
        "truncation",
        MAPPER.readTree(
            "{\"direction\":\"Right\",\"max_length\":4,\"strategy\":\"LongestFirst\",\"stride\":0}"));
    json.set(
        "padding",
        MAPPER.readTree(
            "{\"strategy\":{\"Fixed\":64},\"direction\":\"Right\",\"pad_to_multiple_of\":null,"
                + "\"pad_id\":0,\"pad_type_id\":0,\"pad_token\":\"<|endoftext|>\"}"));
    Files.copy(GOLDEN.resolve("tokenizer_config.json"), folder.resolve("tokenizer_config.json"));
    try (Tokenizer limited = Tokenizer.load(write(json))) {
      String text = "The quick brown fox jumps.";
      assertThat(limited.encode(text, EncodeSpecials.ADD))
          .hasSizeGreaterThan(4)
          .isEqualTo(tokenizer.encode(text, EncodeSpecials.ADD));
    }
  }

  @Test
  void addsThePostProcessorsSpecialsOnlyWhenAsked() throws IOException {
    ObjectNode json = golden();
    json.set(
        "post_processor",
        MAPPER.readTree(
            "{\"type\":\"TemplateProcessing\",\"single\":[{\"SpecialToken\":{\"id\":\"<|im_start|>\","
                + "\"type_id\":0}},{\"Sequence\":{\"id\":\"A\",\"type_id\":0}}],\"pair\":[],"
                + "\"special_tokens\":{\"<|im_start|>\":{\"id\":\"<|im_start|>\",\"ids\":[1],"
                + "\"tokens\":[\"<|im_start|>\"]}}}"));
    try (Tokenizer withStart = Tokenizer.load(write(json))) {
      int[] plain = withStart.encode("abc", EncodeSpecials.OMIT);
      int[] marked = withStart.encode("abc", EncodeSpecials.ADD);
      assertThat(plain).isEqualTo(tokenizer.encode("abc", EncodeSpecials.ADD));
      assertThat(marked).startsWith(1).hasSize(plain.length + 1).endsWith(plain);
    }
  }

  @Test
  void idsBeyondTheVocabularyDecodeToNothing() {
    int[] ids = tokenizer.encode("before after", EncodeSpecials.OMIT);
    int[] mixed = Arrays.copyOf(ids, ids.length + 3);
    mixed[ids.length] = 384;
    mixed[ids.length + 1] = 151_935;
    mixed[ids.length + 2] = Integer.MAX_VALUE;
    assertThat(tokenizer.decode(mixed, DecodeSpecials.KEEP)).isEqualTo("before after");
    assertThat(tokenizer.decode(new int[] {400}, DecodeSpecials.SKIP)).isEmpty();
    assertThat(tokenizer.decode(new int[0], DecodeSpecials.SKIP)).isEmpty();
  }

  @Test
  void refusesNegativeIds() {
    assertThatThrownBy(() -> tokenizer.decode(new int[] {3, -1}, DecodeSpecials.KEEP))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot decode the token id -1");
  }

  @Test
  void replacesHalfASurrogatePair() {
    int[] ids = tokenizer.encode("a\uD83Db", EncodeSpecials.OMIT);
    assertThat(tokenizer.decode(ids, DecodeSpecials.KEEP)).startsWith("a").endsWith("b");
  }

  @Test
  void knowsItsVocabulary() throws IOException {
    assertThat(tokenizer.vocabularySize()).isEqualTo(384);
    assertThat(tokenizer.addedTokenId("<|im_end|>")).hasValue(2);
    assertThat(tokenizer.addedTokenId("<|nothing|>")).isEmpty();
    byte[] unigram =
        "{\"added_tokens\":[{\"id\":7,\"content\":\"<x>\"}],\"model\":{\"type\":\"Unigram\",\"unk_id\":0,\"vocab\":[[\"a\",-1.5],[\"b\",-2]]}}"
            .getBytes(StandardCharsets.UTF_8);
    assertThat(TokenizerVocabulary.parse(unigram).size()).isEqualTo(8);
    byte[] gaps = "{\"model\":{\"vocab\":{\"a\":9,\"b\":3}}}".getBytes(StandardCharsets.UTF_8);
    assertThat(TokenizerVocabulary.parse(gaps).size()).isEqualTo(10);
  }

  @Test
  void fitsAModelWithAsManyOrMoreRows() {
    tokenizer.requireFits(384);
    tokenizer.requireFits(400);
    assertThatThrownBy(() -> tokenizer.requireFits(383))
        .isInstanceOf(InputException.class)
        .hasMessage(
            GOLDEN.resolve("tokenizer.json")
                + ": the tokenizer has 384 token ids and the model's embedding has 383 rows"
                + " (vocab_size). Use the tokenizer that was saved with this model.");
  }

  @Test
  void servesSeveralThreads() throws Exception {
    List<Callable<Boolean>> tasks = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String text = "Task number " + i + " counts: " + "one two three ".repeat(i % 7);
      tasks.add(
          () ->
              tokenizer
                  .decode(tokenizer.encode(text, EncodeSpecials.ADD), DecodeSpecials.KEEP)
                  .equals(text));
    }
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (Future<Boolean> task : threads.invokeAll(tasks)) {
        assertThat(task.get()).isTrue();
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void refusesADirectoryWithoutTokenizer() {
    assertThatThrownBy(() -> Tokenizer.load(folder))
        .isInstanceOf(InputException.class)
        .hasMessage(
            folder
                + ": there is no tokenizer.json. Save the model's tokenizer there with transformers'"
                + " save_pretrained.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"model\": {\"vocab\"", "[]", "{\"version\":\"1.0\",\"model\":{}}"})
  void refusesABrokenFile(String content) throws IOException {
    Path file = folder.resolve("tokenizer.json");
    Files.writeString(file, content);
    assertThatThrownBy(() -> Tokenizer.load(folder))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(file + ": it is no valid file of Hugging Face tokenizers (")
        .hasMessageEndingWith("). Save the tokenizer again with transformers' save_pretrained.");
  }

  @Test
  void refusesAddedTokensThatTheTokenizerLacks() throws IOException {
    Path config = folder.resolve("tokenizer_config.json");
    write(golden());
    Files.writeString(
        config,
        "{\"added_tokens_decoder\":{\"2\":{\"content\":\"<|im_end|>\"},"
            + "\"384\":{\"content\":\"<think>\"}}}");
    assertThatThrownBy(() -> Tokenizer.load(folder))
        .isInstanceOf(InputException.class)
        .hasMessage(
            config
                + ": added token 384 (<think>) is not in tokenizer.json. Save the tokenizer again"
                + " with transformers' save_pretrained.");
  }
}
