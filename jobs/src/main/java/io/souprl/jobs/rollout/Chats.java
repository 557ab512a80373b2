package io.souprl.jobs.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.souprl.chat.ChatTemplate;
import io.souprl.chat.Conversation;
import io.souprl.chat.GenerationPrompt;
import io.souprl.error.InputErrors;
import java.nio.file.Path;

/** Prompts that are chats, by the policy's template, which is only read if there are any. */
final class Chats {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Path checkpoint;
  private ChatTemplate template;

  Chats(Path checkpoint) {
    this.checkpoint = checkpoint;
  }

  /** The text of these messages, which ends with the opening of the answer. */
  String text(String promptId, String messages) {
    String where = "prompt " + promptId;
    if (template == null) {
      template = ChatTemplate.load(checkpoint);
    }
    try {
      return template.render(
          Conversation.read(where, MAPPER.readTree(messages), null), GenerationPrompt.ADD);
    } catch (JsonProcessingException e) {
      throw InputErrors.of(where, "its messages are no JSON", "Import it again.", e);
    }
  }
}
