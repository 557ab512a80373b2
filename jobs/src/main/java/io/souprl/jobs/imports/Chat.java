package io.souprl.jobs.imports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.souprl.chat.Conversation;
import io.souprl.error.InputErrors;

/**
 * A prompt that is a chat. The checkpoint's template makes a text of it when it is used.
 *
 * @param messages JSON list of the messages
 * @param question content of the user's last message, which stands in the column prompt
 */
public record Chat(String messages, String question) {
  /** Entry of a prompt's metadata that holds the messages. */
  public static final String KEY = "souprl.messages";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** The chat of a row without a prompt of its own; null when it has none. */
  static Chat of(JsonNode row) {
    if (row.hasNonNull("prompt") || !row.hasNonNull("messages")) {
      return null;
    }
    JsonNode messages = row.get("messages");
    Conversation.read("its chat", messages, null);
    String question = messages.toString();
    for (JsonNode message : messages) {
      if (message.path("role").asText().equals("user") && message.path("content").isTextual()) {
        question = message.get("content").asText();
      }
    }
    return new Chat(messages.toString(), question);
  }

  /**
   * The chat that an entry of a prompt's metadata holds.
   *
   * @param messages what stands under {@link #KEY}
   */
  public static Conversation conversation(String promptId, String messages) {
    String where = "prompt " + promptId;
    try {
      return Conversation.read(where, MAPPER.readTree(messages), null);
    } catch (JsonProcessingException e) {
      throw InputErrors.of(where, "its messages are no JSON", "Import it again.", e);
    }
  }
}
