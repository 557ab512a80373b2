package io.souprl.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gold answers that are JSON. */
final class GoldJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private GoldJson() {}

  /** The JSON value of this text, or empty when it is not one. */
  static Optional<JsonNode> parse(String text) {
    try {
      return Optional.ofNullable(MAPPER.readTree(text));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /**
   * The accepted answers of a text verifier: the strings of a JSON array, or else the gold text
   * itself. Empty when there is no gold at all.
   */
  static List<String> alternatives(String gold) {
    if (gold == null) {
      return List.of();
    }
    if (!gold.strip().startsWith("[")) {
      return List.of(gold);
    }
    List<String> answers = new ArrayList<>();
    for (JsonNode element :
        parse(gold).filter(JsonNode::isArray).orElse(MAPPER.createArrayNode())) {
      if (element.isTextual()) {
        answers.add(element.asText());
      }
    }
    return answers;
  }
}
