package io.souprl.chat;

import io.souprl.error.InputErrors;
import io.souprl.error.InputException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The chat template of a checkpoint: turns messages into the text that the model was trained on, as
 * {@code apply_chat_template} of the transformers library does. The template is {@code
 * chat_template.jinja} or, without that, {@code chat_template} in {@code tokenizer_config.json};
 * with tools, the one named {@code tool_use} if there is one. The text has its special tokens
 * written out: encode it without adding any.
 *
 * <p>A template that uses something of jinja2 which is not known here is refused by its name, and
 * is never rendered differently. Threads may render at the same time.
 */
public final class ChatTemplate {
  private static final String FIX = "Render the text yourself and give it as prompt.";

  private final TemplateSources sources;
  private final Set<String> given;
  private final Clock clock;
  private final Map<String, TemplateRenderer> renderers = new ConcurrentHashMap<>();

  private ChatTemplate(TemplateSources sources, Clock clock) {
    this.sources = sources;
    this.clock = clock;
    this.given = new HashSet<>(sources.specialTokens().keySet());
    given.addAll(Set.of("messages", "tools", "documents", "add_generation_prompt"));
  }

  /**
   * Loads the template of the checkpoint in this directory.
   *
   * @throws InputException when there is none, or it cannot be rendered as jinja2 renders it
   */
  public static ChatTemplate load(Path directory) {
    return load(directory, Clock.system(ZoneId.systemDefault()));
  }

  /**
   * The same with a clock of its own.
   *
   * @param clock of {@code strftime_now}
   */
  static ChatTemplate load(Path directory, Clock clock) {
    ChatTemplate template = new ChatTemplate(TemplateSources.read(directory), clock);
    template.renderer(TemplateSources.DEFAULT);
    return template;
  }

  /**
   * Renders a conversation.
   *
   * @throws InputException when the template refuses it or cannot render it
   */
  public String render(Conversation conversation, GenerationPrompt prompt) {
    boolean usesTools =
        conversation.tools().isPresent()
            && sources.templates().containsKey(TemplateSources.TOOL_USE);
    String name = usesTools ? TemplateSources.TOOL_USE : TemplateSources.DEFAULT;
    TemplateRenderer renderer = renderer(name);
    try {
      return renderer.render(variables(conversation, prompt));
    } catch (TemplateFailure e) {
      Path file = sources.templates().get(name).file();
      String message = e.getMessage().replaceFirst("\\.+$", "");
      throw e.raisedByTemplate()
          ? InputErrors.of(
              conversation.where(),
              "the chat template in %s refuses the messages: %s".formatted(file, message),
              "Change the messages, or render the text yourself and give it as prompt.",
              e)
          : InputErrors.of(
              conversation.where(),
              "the chat template in %s cannot be rendered: %s".formatted(file, message),
              FIX,
              e);
    }
  }

  private Map<String, Object> variables(Conversation conversation, GenerationPrompt prompt) {
    Map<String, Object> variables = new HashMap<>(sources.specialTokens());
    variables.put("messages", Json.value(conversation.messages()));
    variables.put("tools", conversation.tools().map(Json::value).orElse(Absent.NONE));
    variables.put("documents", Absent.NONE);
    variables.put("add_generation_prompt", prompt == GenerationPrompt.ADD);
    return variables;
  }

  private TemplateRenderer renderer(String name) {
    return renderers.computeIfAbsent(name, this::translated);
  }

  private TemplateRenderer translated(String name) {
    TemplateSources.Source source = sources.templates().get(name);
    try {
      return TemplateRenderer.of(source.text(), given, clock);
    } catch (TemplateFailure e) {
      throw InputErrors.of(
          source.file().toString(),
          "the chat template cannot be rendered: " + e.getMessage(),
          FIX,
          e);
    }
  }
}
