package io.souprl.jobs.text;

import io.souprl.chat.ChatTemplate;
import io.souprl.chat.Conversation;
import io.souprl.chat.GenerationPrompt;
import java.nio.file.Path;

/**
 * Prompts given as messages, by the checkpoint's chat template; it is only read if there are any.
 */
final class ChatPrompts {
  private final Path checkpoint;
  private ChatTemplate template;

  ChatPrompts(Path checkpoint) {
    this.checkpoint = checkpoint;
  }

  /** The text of a line's messages and tools, which ends with the opening of the answer. */
  String text(InputLine line) {
    Conversation conversation =
        Conversation.read(line.where(), line.present("messages"), line.object().get("tools"));
    if (template == null) {
      template = ChatTemplate.load(checkpoint);
    }
    return template.render(conversation, GenerationPrompt.ADD);
  }
}
