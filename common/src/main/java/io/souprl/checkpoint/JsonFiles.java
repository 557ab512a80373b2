package io.souprl.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.souprl.error.InputErrors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** JSON as checkpoints use it: one object a file, a repeated key is an error. */
final class JsonFiles {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private JsonFiles() {}

  /** The object in this file, which must exist. */
  static ObjectNode read(Path file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
    return parse(bytes, file.toString(), "Copy the file again from its source.");
  }

  static ObjectNode parse(byte[] json, String where, String fix) {
    JsonNode node;
    try {
      node = MAPPER.reader().with(factory()).readTree(json);
    } catch (JsonProcessingException e) {
      throw InputErrors.of(where, "not valid JSON (" + e.getOriginalMessage() + ")", fix, e);
    } catch (IOException e) {
      // The bytes are in memory: they are no text in the encoding that they begin like.
      throw InputErrors.of(where, "not valid JSON (" + e.getMessage() + ")", fix, e);
    }
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw InputErrors.of(where, "not a JSON object", fix);
  }

  /** One a file: a factory keeps the field names of all that it ever parsed. */
  private static JsonFactory factory() {
    return JsonFactory.builder()
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .build();
  }

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static byte[] bytes(ObjectNode object) {
    try {
      return MAPPER.writeValueAsBytes(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write JSON", e);
    }
  }
}
