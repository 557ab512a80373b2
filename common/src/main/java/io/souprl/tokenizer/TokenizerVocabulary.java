package io.souprl.tokenizer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The ids in a {@code tokenizer.json}, found by streaming over it: its merges, by far its largest
 * part, are skipped.
 *
 * @param size largest id + 1, added tokens included; 0 when there are no tokens
 * @param addedTokens ids of the added tokens, by their text
 */
record TokenizerVocabulary(int size, Map<String, Integer> addedTokens) {
  private static final JsonFactory FACTORY = JsonMapper.builder().build().getFactory();

  static TokenizerVocabulary parse(byte[] json) throws IOException {
    int size = 0;
    Map<String, Integer> added = new TreeMap<>();
    try (JsonParser parser = FACTORY.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not a JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        parser.nextToken();
        if (field.equals("added_tokens") && parser.isExpectedStartArrayToken()) {
          for (JsonNode token : parser.<JsonNode>readValueAsTree()) {
            added.put(token.path("content").asText(), token.path("id").asInt());
          }
        } else if (field.equals("model") && parser.isExpectedStartObjectToken()) {
          size = modelSize(parser);
        } else {
          parser.skipChildren();
        }
      }
    }
    for (int id : added.values()) {
      size = Math.max(size, id + 1);
    }
    return new TokenizerVocabulary(size, added);
  }

  private static int modelSize(JsonParser parser) throws IOException {
    int size = 0;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean isVocabulary = parser.currentName().equals("vocab");
      JsonToken start = parser.nextToken();
      if (isVocabulary && start == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          size = Math.max(size, parser.nextIntValue(-1) + 1);
        }
      } else if (isVocabulary && start == JsonToken.START_ARRAY) {
        // Unigram models list [token, score] pairs in the order of their ids.
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          parser.skipChildren();
          size++;
        }
      } else {
        parser.skipChildren();
      }
    }
    return size;
  }
}
