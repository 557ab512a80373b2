package io.souprl.chat;

import java.nio.file.Path;

/**
 * Prompts given as messages, by the checkpoint's chat template; it is only read if there are any.
 */
public final class ChatPrompts {
  private final Path checkpoint;
  private ChatTemplate template;

  /** Of the checkpoint in this directory. */
  public ChatPrompts(Path checkpoint) {
    this.checkpoint = checkpoint;
  }

  /**
   * The text of a conversation, which ends with the opening of the answer. It has the special
   * tokens that the template puts there: the tokenizer must not add its own.
   */
  public String text(Conversation conversation) {
    if (template == null) {
      template = ChatTemplate.load(checkpoint);
    }
    return template.render(conversation, GenerationPrompt.ADD);
  }
}
