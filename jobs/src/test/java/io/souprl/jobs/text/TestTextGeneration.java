package io.souprl.jobs.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.souprl.error.InputException;
import io.souprl.jobs.TinyPolicy;
import io.souprl.model.ComputeType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestTextGeneration {
  private static final double TOLERANCE = 2e-4;
  private static final GenerationOptions.Stop NO_STOP =
      new GenerationOptions.Stop(List.of(), List.of());
  private static final GenerationOptions GREEDY = options(1, 0, OptionalInt.of(24), 0, 64);
  private static final GenerationOptions SAMPLED = options(3, 1, OptionalInt.of(8), 7, 4);

  @TempDir private Path folder;
  private Jsonl jsonl;

  private static GenerationOptions options(
      int samples, double temperature, OptionalInt maxTokens, long seed, int batch) {
    return new GenerationOptions(
        samples,
        new GenerationOptions.Distribution(temperature, 0, 1, 0),
        NO_STOP,
        maxTokens,
        seed,
        new GenerationOptions.Engine(batch, 10_000, 2, ComputeType.FLOAT32));
  }

  @BeforeEach
  void useTheFolder() {
    jsonl = new Jsonl(folder);
  }

  @Test
  void continuesPromptsAsTransformersDoes() {
    JsonNode prompts = TinyPolicy.expected("prompts");
    TextGeneration.run(
        TinyPolicy.directory(),
        jsonl.files(
            "{'id':'x','prompt':'" + prompts.get(0).asText() + "'}",
            "{'id':1,'prompt':'" + prompts.get(1).asText() + "'}"),
        GREEDY);
    List<JsonNode> answers = jsonl.answers();
    assertThat(answers)
        .extracting(answer -> answer.get("id").toString())
        .containsExactly("\"x\"", "1");
    for (int row = 0; row < 2; row++) {
      JsonNode answer = answers.get(row);
      assertThat(Jsonl.ints(answer.get("token_ids")))
          .isEqualTo(Jsonl.ints(TinyPolicy.expected("greedy_ids").get(row)));
      assertThat(answer.get("text").asText())
          .isEqualTo(TinyPolicy.expected("greedy_text").get(row).asText());
      assertThat(Jsonl.doubles(answer.get("logprobs")))
          .containsExactly(
              Jsonl.doubles(TinyPolicy.expected("logprobs_t1").get(row)), within(TOLERANCE));
      assertThat(answer.get("sample_index").asInt()).isZero();
      assertThat(answer.get("finish_reason").asText()).isEqualTo("length");
      assertThat(answer).hasSize(6);
    }
  }

  @Test
  void rendersMessagesWithTheTemplateOfTheCheckpoint() {
    String question = TinyPolicy.expected("prompts").get(1).asText();
    String messages =
        "[{'role':'system','content':'Solve it.'},{'role':'user','content':'" + question + "'}]";
    TextGeneration.run(
        TinyPolicy.directory(),
        jsonl.files(
            "{'id':'a','messages':" + messages + ",'tools':[{'name':'add'}]}",
            "{'id':'b','prompt_token_ids':" + TinyPolicy.expected("chat_ids") + "}"),
        GREEDY);
    List<JsonNode> answers = jsonl.answers();
    assertThat(answers).hasSize(2);
    assertThat(tokens(answers.get(0))).isNotEmpty().isEqualTo(tokens(answers.get(1)));
    assertThat(Jsonl.doubles(answers.get(0).get("logprobs")))
        .containsExactly(Jsonl.doubles(answers.get(1).get("logprobs")), within(TOLERANCE));
  }

  @Test
  void refusesMessagesOnceForACheckpointWithoutATemplate(@TempDir Path bare) throws Exception {
    try (Stream<Path> files = Files.list(TinyPolicy.directory())) {
      for (Path file : files.filter(file -> !file.endsWith("chat_template.jinja")).toList()) {
        Files.copy(file, bare.resolve(file.getFileName()));
      }
    }
    TextFiles files =
        jsonl.files(
            "{'id':1,'messages':[{'role':'user','content':'x'}]}",
            "{'id':2,'messages':[{'role':'user','content':'y'}]}");
    assertThat(jsonl.refusals(() -> TextGeneration.run(bare, files, GREEDY)))
        .containsExactly(
            bare
                + ": there is no chat template, neither chat_template.jinja nor chat_template in"
                + " tokenizer_config.json. Render the text yourself and give it as prompt, or use a"
                + " checkpoint for chats.");
  }

  @Test
  void samplesEachPromptByItsIdWhateverStandsAround() {
    String a = "{'id':'a','prompt_token_ids':[54,292,78]}";
    String b = "{'id':'b','prompt_token_ids':[54,292,78]}";
    TextGeneration.run(
        TinyPolicy.directory(), jsonl.files(a, b, "", "{'id':'c','prompt':'The'}"), SAMPLED);
    List<JsonNode> three = jsonl.answers();
    assertThat(three)
        .extracting(answer -> answer.get("id").asText() + answer.get("sample_index"))
        .containsExactly("a0", "a1", "a2", "b0", "b1", "b2", "c0", "c1", "c2");
    TextGeneration.run(
        TinyPolicy.directory(),
        new TextFiles(jsonl.files(b, a).input(), jsonl.output(), Existing.OVERWRITE),
        SAMPLED);
    Function<JsonNode, String> name = line -> line.get("id").asText() + line.get("sample_index");
    assertThat(jsonl.answers().stream().collect(Collectors.toMap(name, TestTextGeneration::tokens)))
        .isEqualTo(
            three.subList(0, 6).stream()
                .collect(Collectors.toMap(name, TestTextGeneration::tokens)));
    assertThat(three.stream().map(TestTextGeneration::tokens).distinct()).hasSizeGreaterThan(6);
  }

  @Test
  void answersTheGoodLinesAndSaysWhatIsWrongWithTheOthers() {
    TextFiles files =
        jsonl.files(
            "{'id':'a','prompt_token_ids':[5,6]}",
            "{'prompt':'x'}",
            "{'id':'a','prompt':'x'}",
            "{'id':'m','messages':[{'content':'x'}]}",
            "{'id':'n'}",
            "{'id':'both','prompt':'x','prompt_token_ids':[1]}",
            "{'id':'t','prompt_token_ids':[1,384]}",
            "{'id':'s','prompt_token_ids':[]}",
            "{'id':'o','prompt':''}",
            "{'id':'p','prompt':5}",
            "{'id':'q'",
            "[]",
            "{'id':'r','prompt':'x','tools':[]}",
            "{'id':'u','messages':'x'}",
            "{'id':'z','prompt_token_ids':[5,6]}");
    List<String> problems = new ArrayList<>();
    assertThatThrownBy(() -> TextGeneration.run(TinyPolicy.directory(), files, GREEDY))
        .isInstanceOfSatisfying(
            InputException.class, refusal -> problems.addAll(refusal.problems()));
    List<JsonNode> answers = jsonl.answers();
    assertThat(answers).hasSize(15);
    assertThat(tokens(answers.get(0))).isNotEmpty();
    assertThat(tokens(answers.get(14))).isEqualTo(tokens(answers.get(0)));
    assertThat(answers.get(4).toString())
        .isEqualTo(
            "{\"id\":\"n\",\"line\":5,\"error\":\""
                + jsonl.input()
                + " line 5: it takes one of prompt, prompt_token_ids and messages. Give exactly one"
                + " of them.\"}");
    assertThat(answers.subList(1, 14)).allSatisfy(line -> assertThat(line.has("error")).isTrue());
    assertThat(answers.get(10).get("id").isNull()).isTrue();
    assertThat(problems)
        .map(problem -> problem.replace(jsonl.input() + " ", ""))
        .containsExactly(
            "line 2: id is missing. Give every line one.",
            "line 3: there is another line with the id \"a\". Give every line its own.",
            "line 4: messages[0] has no role. Give every message one, a string.",
            "line 5: it takes one of prompt, prompt_token_ids and messages. Give exactly one of"
                + " them.",
            "line 6: it takes one of prompt, prompt_token_ids and messages. Give exactly one of"
                + " them.",
            "line 7: prompt_token_ids[1] is 384, and the model's ids are 0 to 383. Use the"
                + " tokenizer of this checkpoint.",
            "line 8: prompt_token_ids is no list of token ids: []. Give at least one id.",
            "line 9: the prompt has no tokens. Give a prompt of at least one.",
            "line 10: prompt is of type number. Give a string.",
            "line 11: it is no valid JSON (Unexpected end-of-input: expected close marker for"
                + " Object (start marker at [Source: (String)\"{\"id\":\"q\"\"; line: 1, column:"
                + " 1])). Write one JSON object a line.",
            "line 12: it is no JSON object. Write one JSON object a line.",
            "line 13: it has tools without messages. Give the question as messages.",
            "line 14: messages is no list of objects. Give a list of them.");
  }

  @Test
  void answersTheSameWithAnyNumberOfThreads() throws Exception {
    String[] lines = new String[40];
    Arrays.setAll(lines, i -> "{'id':" + i + ",'prompt_token_ids':[" + (3 + i % 20) + ",7]}");
    List<JsonNode> expected = null;
    for (int threads : new int[] {1, 2, 5}) {
      GenerationOptions options =
          new GenerationOptions(
              3,
              new GenerationOptions.Distribution(1, 0, 1, 0),
              NO_STOP,
              OptionalInt.of(1 + 10),
              3,
              new GenerationOptions.Engine(8, 500, threads, ComputeType.FLOAT32));
      TextGeneration.run(TinyPolicy.directory(), jsonl.files(lines), options);
      List<List<Integer>> tokens =
          jsonl.answers().stream().map(TestTextGeneration::tokens).toList();
      assertThat(jsonl.answers())
          .map(line -> line.get("id").asInt() * 3 + line.get("sample_index").asInt())
          .isEqualTo(IntStream.range(0, 120).boxed().toList());
      if (expected == null) {
        expected = jsonl.answers();
      } else {
        assertThat(tokens).isEqualTo(expected.stream().map(TestTextGeneration::tokens).toList());
      }
      Files.delete(jsonl.output());
    }
  }

  @Test
  void endsAtStopStringsAndCutsThemFromTheText() throws Exception {
    TextFiles files = jsonl.files("{'id':1,'prompt_token_ids':[5,6]}");
    GenerationOptions free = options(40, 1, OptionalInt.of(30), 1, 16);
    TextGeneration.run(TinyPolicy.directory(), files, free);
    List<JsonNode> whole = jsonl.answers();
    Files.delete(jsonl.output());
    GenerationOptions stopping =
        new GenerationOptions(
            40,
            free.distribution(),
            new GenerationOptions.Stop(List.of("e", "9"), List.of(77)),
            free.maxTokens(),
            1,
            free.engine());
    TextGeneration.run(TinyPolicy.directory(), files, stopping);
    List<JsonNode> cut = jsonl.answers();
    int stopped = 0;
    for (int i = 0; i < whole.size(); i++) {
      List<Integer> tokens = tokens(cut.get(i));
      assertThat(tokens(whole.get(i)).subList(0, tokens.size())).isEqualTo(tokens);
      assertThat(cut.get(i).get("text").asText()).doesNotContain("e", "9");
      assertThat(whole.get(i).get("text").asText()).startsWith(cut.get(i).get("text").asText());
      boolean shorter = tokens.size() < tokens(whole.get(i)).size();
      if (shorter) {
        assertThat(cut.get(i).get("finish_reason").asText()).isEqualTo("stop");
        stopped++;
      }
    }
    assertThat(stopped).isGreaterThan(5);
  }

  @Test
  void drawsFromTheLikeliestTokensAlone() {
    GenerationOptions options =
        new GenerationOptions(
            8,
            new GenerationOptions.Distribution(1, 1, 1, 0),
            NO_STOP,
            OptionalInt.of(12),
            1,
            options(1, 0, OptionalInt.empty(), 0, 4).engine());
    TextGeneration.run(
        TinyPolicy.directory(), jsonl.files("{'id':1,'prompt_token_ids':[5,6]}"), options);
    assertThat(jsonl.answers()).hasSize(8);
    assertThat(jsonl.answers().stream().map(TestTextGeneration::tokens).distinct()).hasSize(1);
  }

  @Test
  void refusesAnswersThatDoNotFitTheContext() {
    GenerationOptions options = options(1, 1, OptionalInt.of(100_000), 0, 64);
    assertThat(
            jsonl.refusals(
                () ->
                    TextGeneration.run(
                        TinyPolicy.directory(),
                        jsonl.files("{'id':1,'prompt_token_ids':[5,6]}"),
                        options)))
        .singleElement()
        .asString()
        .startsWith("line 1: a prompt of 2 tokens and an answer of 100000 do not fit the context")
        .endsWith("Shorten the prompt, or lower --max-tokens.");
  }

  @Test
  void refusesOptionsThatCannotBeMeant() {
    GenerationOptions options = options(0, -1, OptionalInt.of(0), 0, 0);
    assertThat(
            jsonl.refusals(
                () -> TextGeneration.run(TinyPolicy.directory(), jsonl.files(), options)))
        .containsExactly(
            "--n: it is 0. Give 1 or more.",
            "--temperature: it is -1.0. Give 0 (greedy) or more.",
            "--max-tokens: it is 0. Give 1 or more.",
            "--sequences-per-batch: it is 0. Give 1 or more.");
  }

  @Test
  void refusesADirectoryWithoutACheckpoint() {
    assertThat(jsonl.refusals(() -> TextGeneration.run(folder, jsonl.files("{'id':1}"), GREEDY)))
        .containsExactly(
            folder
                + ": there is no config.json. Name the directory of a Hugging Face checkpoint, as"
                + " save_pretrained writes it.");
  }

  @Test
  void leavesNothingButTheOutputBehind() throws Exception {
    TextGeneration.run(TinyPolicy.directory(), jsonl.files("{'id':1,'prompt':'x'}"), SAMPLED);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrder(jsonl.input(), jsonl.output());
    }
  }

  private static List<Integer> tokens(JsonNode answer) {
    return Jsonl.ints(answer.get("token_ids"));
  }
}
