package io.souprl.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.souprl.error.InputErrors;
import io.souprl.error.InputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A checkpoint's tokenizer: the Hugging Face tokenizers library (through DJL) on {@code
 * tokenizer.json}. Texts are never truncated nor padded, whatever the file or DJL's defaults say.
 *
 * <p>Threads may encode and decode with one tokenizer at the same time. {@link #close()} frees
 * native memory and must come after the last call on any thread.
 */
public final class Tokenizer implements AutoCloseable {
  /** Name of the file in a checkpoint's directory. */
  public static final String FILE_NAME = "tokenizer.json";

  private static final String CONFIG_FILE_NAME = "tokenizer_config.json";

  /** What is read of a checkpoint's directory; the second may be missing. */
  public static final List<String> FILE_NAMES = List.of(FILE_NAME, CONFIG_FILE_NAME);

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /** DJL truncates at 512 tokens and pads unless told otherwise. */
  private static final Map<String, String> OPTIONS =
      Map.of("truncation", "do_not_truncate", "padding", "do_not_pad");

  private final Path file;
  private final TokenizerVocabulary vocabulary;
  private final HuggingFaceTokenizer tokenizer;

  private Tokenizer(Path file, TokenizerVocabulary vocabulary, HuggingFaceTokenizer tokenizer) {
    this.file = file;
    this.vocabulary = vocabulary;
    this.tokenizer = tokenizer;
  }

  /**
   * Loads the tokenizer of the checkpoint in this directory.
   *
   * @throws InputException when {@code tokenizer.json} is missing or unreadable, or when {@code
   *     tokenizer_config.json} adds a token that it lacks
   */
  public static Tokenizer load(Path directory) {
    Path file = directory.resolve(FILE_NAME);
    if (!Files.isRegularFile(file)) {
      throw InputErrors.of(
          directory.toString(),
          "there is no " + FILE_NAME,
          "Save the model's tokenizer there with transformers' save_pretrained.");
    }
    byte[] json = read(file);
    TokenizerVocabulary vocabulary = vocabulary(file, json);
    checkAddedTokens(directory, vocabulary);
    try {
      return new Tokenizer(
          file,
          vocabulary,
          HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), OPTIONS));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    } catch (RuntimeException e) {
      throw unreadable(file, e.getMessage(), e);
    }
  }

  /** Token ids of a text. */
  public int[] encode(String text, EncodeSpecials specials) {
    long[] ids = tokenizer.encode(text, specials == EncodeSpecials.ADD, false).getIds();
    return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
  }

  /**
   * Text of token ids. Ids that are no token decode to nothing: models have larger vocabularies
   * than their tokenizers, and may sample such an id. Bytes that are no UTF-8 become U+FFFD.
   *
   * @param ids none negative
   * @param specials whether special tokens are written out
   */
  public String decode(int[] ids, DecodeSpecials specials) {
    for (int id : ids) {
      if (id < 0) {
        throw new IllegalArgumentException("Cannot decode the token id " + id);
      }
    }
    long[] wide = Arrays.stream(ids).asLongStream().toArray();
    return tokenizer.decode(wide, specials == DecodeSpecials.SKIP);
  }

  /** The largest token id + 1, added tokens included. */
  public int vocabularySize() {
    return vocabulary.size();
  }

  /** Id of an added token, as {@code <|im_end|>}. */
  public OptionalInt addedTokenId(String token) {
    Integer id = vocabulary.addedTokens().get(token);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /**
   * Refuses a model whose embedding lacks rows for some tokens. A larger embedding is normal.
   *
   * @param modelVocabularySize rows of the model's embedding
   */
  public void requireFits(int modelVocabularySize) {
    if (vocabularySize() > modelVocabularySize) {
      throw InputErrors.of(
          file.toString(),
          "the tokenizer has %d token ids and the model's embedding has %d rows (vocab_size)"
              .formatted(vocabularySize(), modelVocabularySize),
          "Use the tokenizer that was saved with this model.");
    }
  }

  @Override
  public void close() {
    tokenizer.close();
  }

  private static void checkAddedTokens(Path directory, TokenizerVocabulary vocabulary) {
    Path config = directory.resolve(CONFIG_FILE_NAME);
    if (!Files.isRegularFile(config)) {
      return;
    }
    JsonNode root;
    try {
      root = MAPPER.readTree(read(config));
    } catch (JsonProcessingException e) {
      throw unreadable(config, e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + config, e);
    }
    root.path("added_tokens_decoder")
        .fields()
        .forEachRemaining(
            field -> {
              String token = field.getValue().path("content").asText();
              Integer id = vocabulary.addedTokens().get(token);
              if (id == null || !field.getKey().equals(id.toString())) {
                throw InputErrors.of(
                    config.toString(),
                    "added token %s (%s) is not in %s".formatted(field.getKey(), token, FILE_NAME),
                    "Save the tokenizer again with transformers' save_pretrained.");
              }
            });
  }

  private static TokenizerVocabulary vocabulary(Path file, byte[] json) {
    try {
      return TokenizerVocabulary.parse(json);
    } catch (JsonProcessingException e) {
      throw unreadable(file, e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw unreadable(file, e.getMessage(), e);
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }

  private static InputException unreadable(Path file, String reason, Exception cause) {
    return InputErrors.of(
        file.toString(),
        "it is no valid file of Hugging Face tokenizers (%s)".formatted(reason),
        "Save the tokenizer again with transformers' save_pretrained.",
        cause);
  }
}
