package io.souprl.jobs.imports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.souprl.error.InputErrors;
import io.souprl.error.InputException;
import io.souprl.jobs.table.RowBuilder;
import io.souprl.verify.Verifiers;
import io.souprl.verify.math.WorkedAnswer;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Reads one JSON object as a prompt. What is wrong with it goes to the column {@code problem};
 * columns that the prompts table does not have go to {@code metadata}.
 */
final class PromptParser implements Serializable {
  /** A prompt, where it stands and what is wrong with it. */
  static final StructType SCHEMA =
      StructType.fromDDL(
          "number BIGINT, problem STRING, prompt_id STRING, dataset STRING, split STRING, "
              + "prompt STRING, answer STRING, verifier STRING, metadata MAP<STRING, STRING>");

  private static final String METADATA = "metadata";
  private static final Set<String> COLUMNS =
      Set.of("prompt_id", "dataset", "split", "prompt", "answer", "verifier", METADATA);
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final PromptSource source;
  private final RowBuilder rows = new RowBuilder(SCHEMA);

  PromptParser(PromptSource source) {
    this.source = source;
  }

  /** The prompt in these UTF-8 bytes. */
  Row parse(long number, byte[] json) {
    try {
      return prompt(number, source.layout().apply(object(json)));
    } catch (RefusedPrompt e) {
      return rows.row("number", number, "problem", e.message(source.where(number)));
    } catch (InputException e) {
      return rows.row(
          "number", number, "problem", source.where(number) + ": " + e.problems().get(0));
    }
  }

  private static JsonNode object(byte[] json) throws RefusedPrompt {
    String fix = "Write one JSON object a line, in UTF-8.";
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
      JsonNode node = MAPPER.readTree(text);
      if (!node.isObject()) {
        throw new RefusedPrompt("it is no JSON object", fix);
      }
      return node;
    } catch (CharacterCodingException e) {
      throw new RefusedPrompt("it is no UTF-8 text", fix, e);
    } catch (JsonProcessingException e) {
      throw new RefusedPrompt("it is no valid JSON (" + e.getOriginalMessage() + ")", fix, e);
    }
  }

  private Row prompt(long number, JsonNode object) throws RefusedPrompt {
    Chat chat = Chat.of(object);
    String verifier = orElse(text(object, "verifier"), source.verifier());
    if (verifier != null) {
      Verifiers.named(verifier);
    }
    return rows.row(
        "number",
        number,
        "prompt_id",
        identifier(object),
        "dataset",
        orElse(text(object, "dataset"), source.datasetOrName()),
        "split",
        orElse(text(object, "split"), source.split()),
        "prompt",
        chat == null ? text(object, "prompt") : chat.question(),
        "answer",
        answer(object.path("answer")),
        "verifier",
        verifier,
        METADATA,
        metadata(object, chat));
  }

  private String answer(JsonNode answer) throws RefusedPrompt {
    if (absent(answer) || !source.layout().worked()) {
      return absent(answer) ? null : plain(answer);
    }
    return WorkedAnswer.of(plain(answer))
        .orElseThrow(
            () ->
                new RefusedPrompt(
                    "its worked answer has neither #### nor \\boxed",
                    "Mend the row, or name another column with --columns answer=NAME."));
  }

  private static String identifier(JsonNode object) throws RefusedPrompt {
    JsonNode value = object.path("prompt_id");
    return value.isIntegralNumber() ? value.asText() : text(object, "prompt_id");
  }

  /** Null when the field is absent, null or empty. */
  private static String text(JsonNode object, String field) throws RefusedPrompt {
    JsonNode value = object.path(field);
    if (absent(value) || (value.isTextual() && value.asText().isEmpty())) {
      return null;
    }
    if (!value.isTextual()) {
      throw new RefusedPrompt(
          "%s is of type %s: %s"
              .formatted(field, value.getNodeType().name().toLowerCase(Locale.ROOT), value),
          "Write it as a string.");
    }
    return value.asText();
  }

  private static Map<String, String> metadata(JsonNode object, Chat chat) throws RefusedPrompt {
    JsonNode given = object.path(METADATA);
    if (!absent(given) && !given.isObject()) {
      throw new RefusedPrompt(
          "metadata is of type " + given.getNodeType().name().toLowerCase(Locale.ROOT),
          "Write it as a JSON object.");
    }
    Map<String, String> metadata = new TreeMap<>();
    given.fields().forEachRemaining(field -> add(metadata, field));
    object
        .fields()
        .forEachRemaining(
            field -> {
              if (!COLUMNS.contains(field.getKey())) {
                add(metadata, field);
              }
            });
    if (chat != null) {
      metadata.remove("messages");
      metadata.put(Chat.KEY, chat.messages());
    }
    return metadata.isEmpty() ? null : metadata;
  }

  private static void add(Map<String, String> metadata, Map.Entry<String, JsonNode> field) {
    if (!absent(field.getValue())) {
      metadata.put(field.getKey(), plain(field.getValue()));
    }
  }

  /** Text as it is, anything else as JSON. */
  private static String plain(JsonNode value) {
    return value.isTextual() ? value.asText() : value.toString();
  }

  private static boolean absent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  private static String orElse(String value, String other) {
    return value == null ? other : value;
  }

  /** A row that is no prompt. */
  private static final class RefusedPrompt extends Exception {
    private final String fix;

    RefusedPrompt(String problem, String fix) {
      this(problem, fix, null);
    }

    RefusedPrompt(String problem, String fix, Throwable cause) {
      super(problem, cause);
      this.fix = fix;
    }

    String message(String where) {
      return InputErrors.of(where, getMessage(), fix).getMessage();
    }
  }
}
