package io.souprl.chat;

import com.fasterxml.jackson.databind.JsonNode;
import io.souprl.error.InputErrors;
import java.util.Optional;

/**
 * Messages for a chat template, with the tools that the model may call.
 *
 * @param where file and line they come from, for messages
 * @param messages a list of objects: role, content and whatever else the template knows, as
 *     tool_calls
 * @param tools a list of descriptions as JSON schemas, if there is one
 */
public record Conversation(String where, JsonNode messages, Optional<JsonNode> tools) {
  /**
   * The conversation in these two fields.
   *
   * @param tools may be null, in Java's or JSON's sense
   * @throws io.souprl.error.InputException when they are no lists of objects, there is no message,
   *     or one has no role
   */
  public static Conversation read(String where, JsonNode messages, JsonNode tools) {
    requireObjects(where, "messages", messages);
    if (messages.isEmpty()) {
      throw InputErrors.of(where, "messages is empty", "Give at least one.");
    }
    for (int i = 0; i < messages.size(); i++) {
      if (!messages.get(i).path("role").isTextual()) {
        throw InputErrors.of(
            where, "messages[%d] has no role".formatted(i), "Give every message one, a string.");
      }
    }
    if (tools == null || tools.isNull()) {
      return new Conversation(where, messages, Optional.empty());
    }
    requireObjects(where, "tools", tools);
    return new Conversation(where, messages, Optional.of(tools));
  }

  private static void requireObjects(String where, String field, JsonNode list) {
    boolean areObjects = list.isArray();
    for (JsonNode item : list) {
      areObjects &= item.isObject();
    }
    if (!areObjects) {
      throw InputErrors.of(where, field + " is no list of objects", "Give a list of them.");
    }
  }
}
