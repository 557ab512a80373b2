package io.souprl.verify;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;

/**
 * Reads a field of the last JSON object in the completion that has it, and compares it with the
 * gold answer: as numbers where both are, else as text.
 *
 * @param path names from the object down to the field
 */
record JsonFieldVerifier(List<String> path) implements Verifier {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final int MAX_CHARACTERS = 20_000; // from the end
  private static final int MAX_OBJECTS = 60; // tried, from the end

  @Override
  public String name() {
    return "json-field";
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public Verdict verify(String gold, Completion completion) {
    List<String> golds = GoldJson.alternatives(gold);
    if (golds.isEmpty()) {
      return Verdict.goldUnparseable("there is no gold answer");
    }
    JsonNode field = field(completion.text());
    if (field == null) {
      return Verdict.unparseable("no JSON object with the field " + String.join(".", path));
    }
    String answer = field.isValueNode() ? field.asText().strip() : field.toString();
    boolean right = golds.stream().anyMatch(one -> equal(one.strip(), answer));
    return right ? Verdict.correct(answer) : Verdict.incorrect(answer, null);
  }

  private JsonNode field(String text) {
    String tail = text.substring(Math.max(0, text.length() - MAX_CHARACTERS));
    int brace = tail.lastIndexOf('{');
    for (int i = 0; i < MAX_OBJECTS && brace >= 0; i++) {
      JsonNode found = at(object(tail, brace));
      if (found != null) {
        return found;
      }
      brace = brace == 0 ? -1 : tail.lastIndexOf('{', brace - 1);
    }
    return null;
  }

  private static JsonNode object(String text, int from) {
    try (JsonParser parser = MAPPER.createParser(text.substring(from))) {
      return MAPPER.readTree(parser);
    } catch (IOException e) {
      return null; // not JSON
    }
  }

  private JsonNode at(JsonNode object) {
    JsonNode node = object;
    for (String name : path) {
      node = node == null ? null : node.get(name);
    }
    return node == null || node.isNull() ? null : node;
  }

  private static boolean equal(String gold, String answer) {
    BigDecimal first = number(gold);
    BigDecimal second = first == null ? null : number(answer);
    return second == null ? gold.equals(answer) : first.compareTo(second) == 0;
  }

  private static BigDecimal number(String text) {
    try {
      BigDecimal number = text.length() > 100 ? null : new BigDecimal(text);
      return number == null || Math.abs((long) number.scale()) > 1000 ? null : number;
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
