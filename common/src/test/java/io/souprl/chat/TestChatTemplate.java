package io.souprl.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.souprl.error.InputException;
import io.souprl.tokenizer.EncodeSpecials;
import io.souprl.tokenizer.Tokenizer;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestChatTemplate {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Conversation QUESTION = conversation("[{'role':'user','content':'Hi'}]");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"qwen2-tied", "qwen3-headdim-bf16", "llama3-untied-sharded"})
  void givesTheTextAndIdsOfTransformersForCheckpoints(String name) throws Exception {
    Path checkpoint = golden(name);
    JsonNode expected = MAPPER.readTree(checkpoint.resolve("expected.json").toFile());
    String question = expected.get("prompts").get(1).asText();
    JsonNode messages =
        MAPPER
            .createArrayNode()
            .add(MAPPER.createObjectNode().put("role", "system").put("content", "Solve it."))
            .add(MAPPER.createObjectNode().put("role", "user").put("content", question));
    String text =
        ChatTemplate.load(checkpoint)
            .render(Conversation.read("here", messages, null), GenerationPrompt.ADD);
    assertThat(text).isEqualTo(expected.get("chat_text").asText());
    try (Tokenizer tokenizer = Tokenizer.load(checkpoint)) {
      List<Integer> ids = new ArrayList<>();
      expected.get("chat_ids").forEach(id -> ids.add(id.asInt()));
      assertThat(tokenizer.encode(text, EncodeSpecials.OMIT))
          .containsExactly(ids.stream().mapToInt(Integer::intValue).toArray());
    }
  }

  @Test
  void prefersTheFileOfTheTemplateToTheConfiguredOne() throws IOException {
    write("tokenizer_config.json", "{'chat_template':'configured'}");
    assertThat(render(QUESTION)).isEqualTo("configured");
    write("chat_template.jinja", "filed");
    assertThat(render(QUESTION)).isEqualTo("filed");
  }

  @Test
  void takesTheTemplateForToolsWhenThereAreTools() throws IOException {
    write(
        "tokenizer_config.json",
        "{'chat_template':[{'name':'tool_use','template':'{{ tools[0].name }}'},"
            + "{'name':'default','template':'{{ tools }}'}]}");
    assertThat(render(QUESTION)).isEqualTo("None");
    assertThat(render(withTools("[{'name':'add'}]"))).isEqualTo("add");
    write("chat_template.jinja", "{{ tools | length }}");
    assertThat(render(withTools("[]"))).isEqualTo("0");
    Files.createDirectory(folder.resolve("additional_chat_templates"));
    write("additional_chat_templates/tool_use.jinja", "additional");
    assertThat(render(withTools("[{'name':'add'}]"))).isEqualTo("additional");
  }

  @Test
  void knowsTheSpecialTokensInEitherForm() throws IOException {
    write(
        "chat_template.jinja",
        "{{ bos_token }}|{{ eos_token }}|{{ pad_token is defined }}|{{ unk_token }}");
    write(
        "tokenizer_config.json",
        "{'bos_token':{'content':'<s>','lstrip':false},'eos_token':'</s>','pad_token':null}");
    write("special_tokens_map.json", "{'unk_token':{'content':'<unk>'},'eos_token':'</s>'}");
    assertThat(render(QUESTION)).isEqualTo("<s>|</s>|False|<unk>");
  }

  @Test
  void refusesSpecialTokensOfTwoMinds() throws IOException {
    write("chat_template.jinja", "x");
    write("tokenizer_config.json", "{'eos_token':'a'}");
    write("special_tokens_map.json", "{'eos_token':'b'}");
    assertRefused(
        () -> ChatTemplate.load(folder),
        folder
            + "/special_tokens_map.json: eos_token is b, and a in tokenizer_config.json. Save the"
            + " tokenizer again with transformers' save_pretrained.");
  }

  @Test
  void refusesADirectoryWithoutATemplate() throws IOException {
    String message =
        folder
            + ": there is no chat template, neither chat_template.jinja nor chat_template in"
            + " tokenizer_config.json. Render the text yourself and give it as prompt, or use a"
            + " checkpoint for chats.";
    assertRefused(() -> ChatTemplate.load(folder), message);
    write("tokenizer_config.json", "{'eos_token':'x'}");
    assertRefused(() -> ChatTemplate.load(folder), message);
    write("tokenizer_config.json", "{'chat_template':[{'name':'rag','template':'x'}]}");
    assertRefused(() -> ChatTemplate.load(folder), message);
  }

  @ParameterizedTest
  @CsvSource({
    "{'chat_template':5}, chat_template is neither a text nor a list of named ones",
    "{, it cannot be read (Unexpected end-of-input: expected close marker for Object)"
  })
  void refusesAFileThatIsNotAsItMustBe(String config, String problem) throws IOException {
    write("tokenizer_config.json", config);
    assertThatThrownBy(() -> ChatTemplate.load(folder))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            folder + "/tokenizer_config.json: " + problem.substring(0, problem.length() - 1))
        .hasMessageEndingWith("Save the tokenizer again with transformers' save_pretrained.");
  }

  @Test
  void refusesAnUnknownConstructBeforeAnyMessageIsRendered() throws IOException {
    write("chat_template.jinja", "{% if false %}\n{{ messages | sort }}{% endif %}");
    assertRefused(
        () -> ChatTemplate.load(folder),
        folder
            + "/chat_template.jinja: the chat template cannot be rendered: line 2: the filter sort"
            + " is not known. Render the text yourself and give it as prompt.");
  }

  @Test
  void refusesWhatTheTemplateRefusesInItsWords() throws IOException {
    write("chat_template.jinja", "{{ raise_exception('Roles must alternate.') }}");
    assertRefused(
        () -> render(QUESTION),
        "here: the chat template in "
            + folder
            + "/chat_template.jinja refuses the messages: Roles must alternate. Change the"
            + " messages, or render the text yourself and give it as prompt.");
  }

  @Test
  void refusesWhatFailsWhileRendering() throws IOException {
    write("chat_template.jinja", "a{{ messages[0].content + messages[5].content }}b");
    assertRefused(
        () -> render(QUESTION),
        "here: the chat template in "
            + folder
            + "/chat_template.jinja cannot be rendered: it reads content of an undefined value."
            + " Render the text yourself and give it as prompt.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}",
        "{% macro f(x) %}{{ f(x) }}{{ f(x) }}{% endmacro %}{{ f(1) }}",
        "{% set ns = namespace(x='abc') %}{% for i in range(60) %}{% set ns.x = ns.x ~ ns.x %}"
            + "{% endfor %}{{ ns.x | length }}",
        "{% set ns = namespace(x=[1, 2]) %}{% for i in range(60) %}{% set ns.x = ns.x + ns.x %}"
            + "{% endfor %}{{ ns.x | length }}",
        "{{ 'abc' * 2000000000 }}",
        "{{ ([1, 2] * 2000000000) | length }}",
      })
  void refusesATemplateThatDoesTooMuch(String template) throws IOException {
    write("chat_template.jinja", template);
    assertThatThrownBy(() -> render(QUESTION))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "cannot be rendered: it does more than a rendering may: 50000000 characters");
  }

  @Test
  void writesTheDateOfItsClock() throws IOException {
    write(
        "chat_template.jinja",
        "{{ strftime_now('%d %b %Y, %A %B %-') if messages|length > 1 else"
            + " strftime_now('%d %b %Y, %a %B %H:%M:%S %y %I %j %%') }}");
    Clock clock = Clock.fixed(Instant.parse("2025-03-07T15:04:05Z"), ZoneOffset.UTC);
    ChatTemplate template = ChatTemplate.load(folder, clock);
    assertThat(template.render(QUESTION, GenerationPrompt.ADD))
        .isEqualTo("07 Mar 2025, Fri March 15:04:05 25 03 066 %");
    assertThatThrownBy(
            () ->
                template.render(conversation("[{'role':'a'},{'role':'b'}]"), GenerationPrompt.ADD))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("cannot be rendered: strftime_now does not know %-.");
  }

  @Test
  void rendersOnSeveralThreadsAtTheSameTime() throws IOException {
    write(
        "chat_template.jinja",
        "{% macro shout(x) %}{{ x | upper }}{% endmacro %}{% set ns = namespace(n=0) %}"
            + "{% for m in messages %}{% set ns.n = ns.n + 1 %}{{ shout(m.content) }}{{ ns.n }}"
            + "{% endfor %}");
    ChatTemplate template = ChatTemplate.load(folder);
    List<String> texts =
        IntStream.range(0, 400)
            .parallel()
            .mapToObj(i -> conversation("[{'role':'user','content':'a" + i + "'}]"))
            .map(conversation -> template.render(conversation, GenerationPrompt.ADD))
            .toList();
    assertThat(texts)
        .containsExactlyElementsOf(IntStream.range(0, 400).mapToObj(i -> "A" + i + "1").toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "{'role':'a'} ! null ! messages is no list of objects. Give a list of them.",
        "[5] ! null ! messages is no list of objects. Give a list of them.",
        "[] ! null ! messages is empty. Give at least one.",
        "[{'role':'a'},{'content':'x'}] ! null ! messages[1] has no role. Give every message one, a string.",
        "[{'role':'a'}] ! {'a':1} ! tools is no list of objects. Give a list of them.",
      })
  void refusesMessagesAndToolsThatAreNone(String messages, String tools, String message) {
    assertRefused(() -> Conversation.read("here", json(messages), json(tools)), "here: " + message);
  }

  private String render(Conversation conversation) {
    return ChatTemplate.load(folder).render(conversation, GenerationPrompt.ADD);
  }

  private static void assertRefused(ThrowingCallable work, String message) {
    assertThatThrownBy(work).isInstanceOf(InputException.class).hasMessage(message);
  }

  private void write(String file, String text) throws IOException {
    String content = file.endsWith(".json") ? text.replace('\'', '"') : text;
    Files.writeString(folder.resolve(file), content);
  }

  private static Conversation withTools(String tools) {
    return Conversation.read("here", QUESTION.messages(), json(tools));
  }

  private static Conversation conversation(String messages) {
    return Conversation.read("here", json(messages), null);
  }

  private static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text.replace('\'', '"'));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path golden(String name) throws URISyntaxException {
    return Path.of(TestChatTemplate.class.getResource("/golden/hf/" + name).toURI());
  }
}
