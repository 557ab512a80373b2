package io.souprl.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.souprl.error.InputErrors;
import io.souprl.error.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The templates and special tokens in a checkpoint's directory.
 *
 * @param templates sources by name
 * @param specialTokens texts by variable, as {@code bos_token}
 */
record TemplateSources(Map<String, Source> templates, Map<String, String> specialTokens) {
  static final String DEFAULT = "default";
  static final String TOOL_USE = "tool_use";
  static final List<String> SPECIAL_TOKENS =
      List.of(
          "bos_token",
          "eos_token",
          "unk_token",
          "sep_token",
          "pad_token",
          "cls_token",
          "mask_token");

  private static final String TEMPLATE_FILE_NAME = "chat_template.jinja";
  private static final String FURTHER_TEMPLATES = "additional_chat_templates";
  private static final String CONFIG_FILE_NAME = "tokenizer_config.json";
  private static final String SPECIAL_TOKENS_FILE_NAME = "special_tokens_map.json";
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /**
   * A template.
   *
   * @param file it is in, for messages
   */
  record Source(Path file, String text) {}

  static TemplateSources read(Path directory) {
    JsonNode config = json(directory.resolve(CONFIG_FILE_NAME));
    Map<String, Source> templates = new LinkedHashMap<>();
    Path file = directory.resolve(TEMPLATE_FILE_NAME);
    if (Files.isRegularFile(file)) {
      templates.put(DEFAULT, new Source(file, text(file)));
      Path toolUse = directory.resolve(FURTHER_TEMPLATES).resolve(TOOL_USE + ".jinja");
      if (Files.isRegularFile(toolUse)) {
        templates.put(TOOL_USE, new Source(toolUse, text(toolUse)));
      }
    } else {
      addConfigured(directory.resolve(CONFIG_FILE_NAME), config.path("chat_template"), templates);
    }
    if (!templates.containsKey(DEFAULT)) {
      throw InputErrors.of(
          directory.toString(),
          "there is no chat template, neither %s nor chat_template in %s"
              .formatted(TEMPLATE_FILE_NAME, CONFIG_FILE_NAME),
          "Render the text yourself and give it as prompt, or use a checkpoint for chats.");
    }
    return new TemplateSources(templates, specialTokens(directory, config));
  }

  private static void addConfigured(Path file, JsonNode node, Map<String, Source> templates) {
    if (node.isTextual()) {
      templates.put(DEFAULT, new Source(file, node.textValue()));
    } else if (node.isArray()) {
      node.forEach(
          named ->
              templates.put(
                  named.path("name").asText(), new Source(file, named.path("template").asText())));
    } else if (!node.isMissingNode() && !node.isNull()) {
      throw InputErrors.of(
          file.toString(),
          "chat_template is neither a text nor a list of named ones",
          "Save the tokenizer again with transformers' save_pretrained.");
    }
  }

  private static Map<String, String> specialTokens(Path directory, JsonNode config) {
    Path file = directory.resolve(SPECIAL_TOKENS_FILE_NAME);
    JsonNode map = json(file);
    Map<String, String> tokens = new LinkedHashMap<>();
    for (String name : SPECIAL_TOKENS) {
      String configured = token(config.path(name));
      String mapped = token(map.path(name));
      if (configured != null && mapped != null && !configured.equals(mapped)) {
        throw InputErrors.of(
            file.toString(),
            "%s is %s, and %s in %s".formatted(name, mapped, configured, CONFIG_FILE_NAME),
            "Save the tokenizer again with transformers' save_pretrained.");
      } else if (configured != null || mapped != null) {
        tokens.put(name, configured != null ? configured : mapped);
      }
    }
    return tokens;
  }

  private static String token(JsonNode node) {
    JsonNode text = node.isObject() ? node.path("content") : node;
    return text.isTextual() ? text.textValue() : null;
  }

  private static JsonNode json(Path file) {
    if (!Files.isRegularFile(file)) {
      return MAPPER.missingNode();
    }
    try {
      return MAPPER.readTree(text(file));
    } catch (JsonProcessingException e) {
      throw unreadable(file, e.getOriginalMessage(), e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw unreadable(file, e.getMessage(), e);
    }
  }

  private static InputException unreadable(Path file, String reason, Exception cause) {
    return InputErrors.of(
        file.toString(),
        "it cannot be read (%s)".formatted(reason),
        "Save the tokenizer again with transformers' save_pretrained.",
        cause);
  }
}
