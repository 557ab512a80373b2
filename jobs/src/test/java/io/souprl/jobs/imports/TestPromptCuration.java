package io.souprl.jobs.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.souprl.config.SoupConfig;
import io.souprl.error.InputException;
import io.souprl.jobs.LocalSpark;
import io.souprl.jobs.imports.Curation.Contaminated;
import io.souprl.jobs.rollout.PromptReader;
import io.souprl.jobs.rollout.PromptTokens;
import io.souprl.jobs.run.Run;
import io.souprl.jobs.table.PolicyVersion;
import io.souprl.table.TableName;
import io.souprl.tokenizer.DecodeSpecials;
import io.souprl.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestPromptCuration {
  private static final String LONG =
      "A robe takes 2 bolts of blue fiber and half that much white fiber, and how many bolts";

  @TempDir private static Path home;
  private static Run run;
  @TempDir private Path folder;

  @BeforeAll
  static void openARun() {
    run =
        Run.open(
            LocalSpark.session(), SoupConfig.parse("", List.of("run.dir=" + home.resolve("run"))));
  }

  @AfterAll
  static void closeTheRun() {
    run.close();
  }

  private PromptSource source(String name, String split, String... lines) {
    try {
      Path file = folder.resolve(name + ".jsonl");
      Files.writeString(file, String.join("\n", lines).replace('\'', '"'));
      return new PromptSource(file.toString(), split, null, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PromptSource texts(String name, String split, String... prompts) {
    return source(
        name,
        split,
        List.of(prompts).stream()
            .map(prompt -> "{'prompt':'%s','answer':'1'}".formatted(prompt))
            .toArray(String[]::new));
  }

  private static PromptSource math(PromptSource source) {
    return new PromptSource(
        source.path(), source.split(), source.dataset(), "math", source.layout());
  }

  private static Dataset<Row> table(String dataset) {
    return run.tables()
        .read(TableName.PROMPTS)
        .where("dataset = '%s'".formatted(dataset))
        .orderBy("prompt");
  }

  private static List<Object> column(String dataset, String expression) {
    return table(dataset).selectExpr(expression).collectAsList().stream()
        .map(row -> row.get(0))
        .toList();
  }

  @Test
  void readsGsm8kAsItIsPublished() {
    PromptSource source =
        source(
            "gsm8k",
            "train",
            "{'question':'How many?','answer':'16 - 3 = <<16-3=13>>13\\n#### 1,013'}");
    PromptImport.run(run, source.in(PromptFormat.GSM8K, Map.of(), false, null));
    assertThat(table("gsm8k").select("prompt", "answer", "verifier", "dataset").collectAsList())
        .containsExactly(RowFactory.create("How many?", "1,013", "math", "gsm8k"));
    assertThat(table("gsm8k").first().isNullAt(7)).as("no metadata").isTrue();
  }

  @Test
  void readsMathAsItIsPublished() {
    PromptSource source =
        source(
            "MATH",
            "train",
            "{'problem':'Halve $1$.','solution':'It is $\\\\boxed{\\\\frac{1}{2}}$.','level':'Level 1'}");
    PromptImport.run(run, source.in(PromptFormat.MATH, Map.of(), false, null));
    assertThat(column("MATH", "answer")).containsExactly("\\frac{1}{2}");
    assertThat(table("MATH").first().getJavaMap(7)).isEqualTo(Map.of("level", "Level 1"));
  }

  @Test
  void readsParquetInTheLayoutOfDapo() {
    String file = folder.resolve("dapo.parquet").toString();
    LocalSpark.sql(
            "SELECT 'math_dapo' AS data_source, array(named_struct('content', 'Solve it.', 'role',"
                + " 'user')) AS prompt, 'MATH' AS ability, named_struct('ground_truth', '34',"
                + " 'style', 'rule') AS reward_model, named_struct('index', 'a-1') AS extra_info")
        .coalesce(1)
        .write()
        .parquet(file);
    PromptImport.run(
        run,
        new PromptSource(file, "train", null, null).in(PromptFormat.DAPO, Map.of(), false, null));
    assertThat(
            table("math_dapo").select("prompt_id", "prompt", "answer", "dataset").collectAsList())
        .containsExactly(RowFactory.create("a-1", "Solve it.", "34", "math_dapo"));
    assertThat(table("math_dapo").first().getJavaMap(7))
        .containsEntry("ability", "MATH")
        .containsEntry("souprl.messages", "[{\"content\":\"Solve it.\",\"role\":\"user\"}]");
  }

  @Test
  void rendersChatsWithTheTemplateOfTheCheckpoint() {
    PromptSource source =
        source("chats", "train", "{'id':'one','q':'1+1?','a':'2'}")
            .in(
                PromptFormat.PLAIN,
                Map.of("prompt_id", "id", "prompt", "q", "answer", "a"),
                false,
                "Be short.");
    PromptImport.run(run, math(source));
    assertThat(column("chats", "prompt")).containsExactly("1+1?");
    Path checkpoint = Path.of("../common/src/test/resources/golden/hf/qwen2-tied").toAbsolutePath();
    List<PromptTokens> prompts =
        PromptReader.read(
            run, List.of("one"), new PolicyVersion(0, checkpoint.toUri().toString(), null), 8);
    try (Tokenizer tokenizer = Tokenizer.load(checkpoint)) {
      assertThat(tokenizer.decode(prompts.get(0).tokenIds(), DecodeSpecials.KEEP))
          .contains("Be short.", "1+1?")
          .contains("assistant");
    }
  }

  /** The template has written the special tokens; a tokenizer that adds one does so to texts. */
  @Test
  void addsNoSecondBeginningToAChat() throws IOException {
    PromptImport.run(
        run,
        math(
            source(
                "both",
                "train",
                "{'prompt_id':'text','prompt':'3+1?','answer':'4'}",
                "{'prompt_id':'chat','messages':[{'role':'user','content':'3+2?'}],'answer':'5'}")));
    Path golden = Path.of("../common/src/test/resources/golden/hf/qwen2-tied");
    Path checkpoint = Files.createDirectory(folder.resolve("checkpoint"));
    for (String name : List.of("config.json", "tokenizer_config.json", "chat_template.jinja")) {
      Files.copy(golden.resolve(name), checkpoint.resolve(name));
    }
    ObjectMapper mapper = new ObjectMapper();
    JsonNode tokenizer = mapper.readTree(golden.resolve("tokenizer.json").toFile());
    String begin = "<|im_start|>";
    int beginId = -1;
    for (JsonNode added : tokenizer.path("added_tokens")) {
      beginId = added.path("content").asText().equals(begin) ? added.path("id").asInt() : beginId;
    }
    ObjectNode processor = (ObjectNode) tokenizer.path("post_processor");
    processor
        .withArray("single")
        .insertObject(0)
        .putObject("SpecialToken")
        .put("id", begin)
        .put("type_id", 0);
    processor
        .withObject("/special_tokens")
        .set(
            begin,
            mapper.valueToTree(
                Map.of("id", begin, "ids", List.of(beginId), "tokens", List.of(begin))));
    mapper.writeValue(checkpoint.resolve("tokenizer.json").toFile(), tokenizer);

    List<PromptTokens> prompts =
        PromptReader.read(
            run,
            List.of("text", "chat"),
            new PolicyVersion(0, checkpoint.toUri().toString(), null),
            8);
    for (PromptTokens prompt : prompts) {
      assertThat(prompt.tokenIds()[0]).as(prompt.promptId()).isEqualTo(beginId);
      assertThat(prompt.tokenIds()[1]).as(prompt.promptId()).isNotEqualTo(beginId);
    }
  }

  @Test
  void refusesAColumnOfOursThatThereIsNot() {
    assertThatThrownBy(
            () -> PromptSource.of("x").in(PromptFormat.PLAIN, Map.of("promt", "q"), false, null))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "--columns: there is no column promt. Map one of answer, dataset, messages, prompt,"
                + " prompt_id, split, verifier.");
  }

  @Test
  void refusesAWorkedAnswerWithoutAResult() {
    PromptSource source =
        source("gsm8k", "train", "{'question':'How many?','answer':'18'}")
            .in(PromptFormat.GSM8K, Map.of(), false, null);
    assertThatThrownBy(() -> PromptImport.run(run, source))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("line 1: its worked answer has neither #### nor \\boxed.");
  }

  @Test
  void splitsByTheTextAndNotByTheOrder() {
    String[] prompts =
        IntStream.range(0, 400).mapToObj(i -> i + "+" + i % 7 + " is").toArray(String[]::new);
    PromptCounts counts =
        PromptImport.run(
                run,
                math(texts("sums", null, prompts)),
                new Curation(0.25, false, Contaminated.REFUSE))
            .orElseThrow();
    assertThat(counts.prompts()).isEqualTo(400);
    assertThat(counts.splits().get("test")).isBetween(70L, 130L);
    String heldOut = column("sums", "if(split = 'test', prompt, '')").toString();
    String[] reversed =
        IntStream.range(0, 400).mapToObj(i -> prompts[399 - i]).toArray(String[]::new);
    PromptImport.run(
        run, math(texts("reversed", null, reversed)), new Curation(0.25, false, Contaminated.KEEP));
    assertThat(column("reversed", "if(split = 'test', prompt, '')")).hasToString(heldOut);
  }

  @Test
  void leavesOutDuplicates() {
    PromptCounts counts =
        PromptImport.run(
                run,
                math(texts("twice", "train", "What is 1+1?", "what is  1+1", "What is 1-1?")),
                new Curation(0, true, Contaminated.REFUSE))
            .orElseThrow();
    assertThat(counts).hasToString("2, 1 duplicates left out");
    assertThat(column("twice", "prompt")).containsExactly("What is 1+1?", "What is 1-1?");
  }

  @Test
  void findsTrainingPromptsThatAreEvaluatedOn() {
    PromptImport.run(run, math(texts("eval", "test", LONG + " in all?", "2*3=")));
    PromptSource training =
        math(
            texts(
                "training",
                "train",
                "9-3=",
                "So: " + LONG.toUpperCase(java.util.Locale.ROOT) + " does it take?",
                " 2*3= ",
                LONG.substring(0, 50)));
    assertThatThrownBy(() -> PromptImport.run(run, training))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("line 2: prompt ")
        .hasMessageContaining("line 3: prompt ")
        .hasMessageContaining("--contaminated drop")
        .satisfies(e -> assertThat(((InputException) e).problems()).hasSize(2));
    assertThat(column("training", "prompt")).isEmpty();
    PromptCounts counts =
        PromptImport.run(run, training, new Curation(0, false, Contaminated.DROP)).orElseThrow();
    assertThat(counts).hasToString("2, 2 left out that another split shares");
    assertThat(column("training", "prompt")).containsExactly("9-3=", LONG.substring(0, 50));
    assertThat(
            PromptImport.run(
                    run,
                    math(texts("kept", "train", "2*3=")),
                    new Curation(0, false, Contaminated.KEEP))
                .orElseThrow())
        .hasToString("1");
  }
}
