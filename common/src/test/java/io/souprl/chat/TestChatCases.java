package io.souprl.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.souprl.error.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Conversations in templates of the families, rendered by jinja2 as transformers sets it up. */
class TestChatCases {
  private static final JsonNode FILE = JinjaCases.json("cases.json");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"qwen25-like", "qwen3-like", "llama31-like", "macros-like"})
  void rendersConversationsAsTransformersDoes(String family) throws IOException {
    ChatTemplate template = template(family);
    assertThat(cases(family).filter(chat -> chat.has("expected")))
        .hasSizeGreaterThan(80)
        .allSatisfy(
            chat ->
                assertThat(template.render(conversation(chat), prompt(chat)))
                    .as(chat.get("conversation").asText())
                    .isEqualTo(chat.get("expected").asText()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"qwen25-like", "llama31-like", "macros-like"})
  void refusesConversationsThatTransformersFailsOn(String family) throws IOException {
    ChatTemplate template = template(family);
    assertThat(cases(family).filter(chat -> chat.has("error")))
        .isNotEmpty()
        .allSatisfy(
            chat ->
                assertThatThrownBy(() -> template.render(conversation(chat), prompt(chat)))
                    .isInstanceOf(InputException.class));
  }

  private ChatTemplate template(String family) throws IOException {
    Files.writeString(folder.resolve("chat_template.jinja"), JinjaCases.text(family + ".jinja"));
    Files.writeString(folder.resolve("tokenizer_config.json"), FILE.get("tokens").toString());
    return ChatTemplate.load(folder);
  }

  private static Stream<JsonNode> cases(String family) {
    return StreamSupport.stream(FILE.get("cases").spliterator(), false)
        .filter(chat -> chat.get("template").asText().equals(family));
  }

  private static Conversation conversation(JsonNode chat) {
    return Conversation.read(
        "here",
        FILE.get("conversations").get(chat.get("conversation").asText()),
        chat.get("with_tools").asBoolean() ? FILE.get("tools") : null);
  }

  private static GenerationPrompt prompt(JsonNode chat) {
    return chat.get("add_generation_prompt").asBoolean()
        ? GenerationPrompt.ADD
        : GenerationPrompt.OMIT;
  }
}
