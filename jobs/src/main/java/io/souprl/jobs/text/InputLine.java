package io.souprl.jobs.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.souprl.error.InputErrors;
import io.souprl.error.InputException;
import java.util.Locale;

/**
 * One JSON object of an input file. Its methods refuse fields that are not as they must be.
 *
 * @param where file and line, for messages
 * @param object the fields
 */
record InputLine(String where, JsonNode object) {
  /** The line's id, a string or an integer, as it was given. */
  JsonNode id() {
    JsonNode id = required("id");
    if (!id.isTextual() && !id.isIntegralNumber()) {
      throw wrongType("id", id, "a string or an integer");
    }
    return id;
  }

  boolean has(String field) {
    return object.hasNonNull(field);
  }

  String text(String field) {
    JsonNode value = required(field);
    if (!value.isTextual()) {
      throw wrongType(field, value, "a string");
    }
    return value.asText();
  }

  /** Token ids of a vocabulary of this size, at least one. */
  int[] tokenIds(String field, int vocabularySize) {
    JsonNode values = required(field);
    if (!values.isArray() || values.isEmpty()) {
      throw refused(
          "%s is no list of token ids: %s".formatted(field, values), "Give at least one id.");
    }
    int[] ids = new int[values.size()];
    for (int i = 0; i < ids.length; i++) {
      JsonNode value = values.get(i);
      if (!value.isIntegralNumber()
          || !value.canConvertToInt()
          || value.asInt() < 0
          || value.asInt() >= vocabularySize) {
        throw refused(
            "%s[%d] is %s, and the model's ids are 0 to %d"
                .formatted(field, i, value, vocabularySize - 1),
            "Use the tokenizer of this checkpoint.");
      }
      ids[i] = value.asInt();
    }
    return ids;
  }

  /** The field's value, which may be null in JSON's sense, but not absent. */
  JsonNode present(String field) {
    JsonNode value = object.get(field);
    if (value == null) {
      throw refused(field + " is missing", "Give every line one.");
    }
    return value;
  }

  InputException refused(String problem, String fix) {
    return InputErrors.of(where, problem, fix);
  }

  private JsonNode required(String field) {
    JsonNode value = present(field);
    if (value.isNull()) {
      throw refused(field + " is null", "Give every line one.");
    }
    return value;
  }

  private InputException wrongType(String field, JsonNode value, String expected) {
    return refused(
        "%s is of type %s".formatted(field, value.getNodeType().name().toLowerCase(Locale.ROOT)),
        "Give " + expected + ".");
  }
}
