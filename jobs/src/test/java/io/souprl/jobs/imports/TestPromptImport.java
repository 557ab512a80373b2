package io.souprl.jobs.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.souprl.config.SoupConfig;
import io.souprl.error.InputException;
import io.souprl.jobs.LocalSpark;
import io.souprl.jobs.run.Run;
import io.souprl.table.TableName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestPromptImport {
  private static final String GOOD =
      "{'prompt_id':'%s','prompt':'2+2=','answer':'4','verifier':'final-number','split':'train'}\n";

  @TempDir private static Path home;
  private static Run run;

  @TempDir private Path folder;

  @BeforeAll
  static void openARun() {
    run =
        Run.open(
            LocalSpark.session(), SoupConfig.parse("", List.of("run.dir=" + home.resolve("run"))));
    PromptImport.run(run, PromptSource.of(file(home, "known.jsonl", GOOD.formatted("known"))));
  }

  @AfterAll
  static void closeTheRun() {
    run.close();
  }

  @Test
  void importsEveryColumnOfJsonLines() {
    String file =
        file(
            folder,
            "sums.jsonl",
            "{'prompt_id':'a','prompt':'1+1=','answer':2,'verifier':'final-number','split':'dev',"
                + "'dataset':'d','metadata':{'level':1},'source':'book','none':null}\n"
                + "\n"
                + "{'prompt_id':7,'prompt':'né\\n','answer':['2','two']}\n");
    assertThat(PromptImport.run(run, new PromptSource(file, "test", null, "final-number")))
        .hasValue(new PromptCounts(Map.of("dev", 1L, "test", 1L), 0, 0));
    assertThat(prompts("a"))
        .containsExactly(RowFactory.create("run", "a", "d", "dev", "1+1=", "2", "final-number"));
    assertThat(prompts("7"))
        .containsExactly(
            RowFactory.create(
                "run", "7", "sums", "test", "né\n", "[\"2\",\"two\"]", "final-number"));
    assertThat(table().where("prompt_id = 'a'").select("metadata").first().getJavaMap(0))
        .isEqualTo(Map.of("level", "1", "source", "book"));
    assertThat(table().where("prompt_id = '7'").first().isNullAt(7)).isTrue();
  }

  @Test
  void importsParquet() {
    String file = folder.resolve("rows.parquet").toString();
    LocalSpark.sql(
            "SELECT 'p' AS prompt_id, '3-1=' AS prompt, '2' AS answer, map('k', 'v') AS metadata, "
                + "array(1, 2) AS steps")
        .coalesce(1)
        .write()
        .parquet(file);
    assertThat(PromptImport.run(run, new PromptSource(file, "train", "mine", "final-number")))
        .hasValue(new PromptCounts(Map.of("train", 1L), 0, 0));
    assertThat(prompts("p"))
        .containsExactly(
            RowFactory.create("run", "p", "mine", "train", "3-1=", "2", "final-number"));
    assertThat(table().where("prompt_id = 'p'").select("metadata").first().getJavaMap(0))
        .isEqualTo(Map.of("k", "v", "steps", "[1,2]"));
  }

  @Test
  void importsTheSameFileOnce() throws IOException {
    String file = file(folder, "once.jsonl", GOOD.formatted("once"));
    assertThat(PromptImport.run(run, PromptSource.of(file)))
        .map(PromptCounts::prompts)
        .hasValue(1L);
    assertThat(PromptImport.run(run, PromptSource.of(file))).isEmpty();
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere")).resolve("once.jsonl");
    Files.copy(Path.of(file), elsewhere);
    assertThat(PromptImport.run(run, PromptSource.of(elsewhere.toString()))).isEmpty();
    assertThat(prompts("once")).hasSize(1);
  }

  @Test
  void makesIdsFromDataSetSplitAndTextWhereThereAreNone() {
    String file = file(folder, "bare.jsonl", "{'prompt':'8+1=','answer':'2'}\n");
    PromptImport.run(run, new PromptSource(file, "train", null, "final-number"));
    // echo -n bare/train/8+1= | sha256sum
    assertThat(table().where("dataset = 'bare'").select("prompt_id").as(string()).collectAsList())
        .containsExactly("c1653608d6aab972");
  }

  @Test
  void refusesEverythingThatIsWrongAtOnceAndWritesNothing() {
    long version = run.tables().version(TableName.PROMPTS);
    String file =
        file(
            folder,
            "bad.jsonl",
            GOOD.formatted("one")
                + "{'prompt_id':'two',\n"
                + "[1]\n"
                + GOOD.formatted("three").replace("final-number", "final-numbr")
                + GOOD.formatted("four").replace("'4'", "null")
                + GOOD.formatted("five").replace("'train'", "3")
                + GOOD.formatted("one")
                + GOOD.formatted("known")
                + GOOD.formatted("")
                + "{'prompt_id':'ten','messages':[{}]}\n"
                + GOOD.formatted("eleven").replace("'4'", "'4','metadata':'x'"));
    String at = file + " line ";
    assertThat(problems(PromptSource.of(file)))
        .containsExactly(
            at
                + "2: it is no valid JSON (Unexpected end-of-input within/between Object entries)."
                + " Write one JSON object a line, in UTF-8.",
            at + "3: it is no JSON object. Write one JSON object a line, in UTF-8.",
            at
                + "4: verifier: there is no verifier named 'final-numbr'. Did you mean"
                + " 'final-number'? Known: countdown, countdown-expression, exact, final-number, format,"
                + " json-field, math, multiple-choice, regex, weighted.",
            at + "5: answer is missing. Give the gold answer of every prompt.",
            at + "6: split is of type number: 3. Write it as a string.",
            at
                + "7: prompt_id one is that of "
                + at
                + "1 too. Remove one of them, or give it"
                + " another id.",
            at
                + "8: prompt_id known is in the prompts table already. Leave it out, or give it"
                + " another id.",
            at + "9: prompt_id is missing. Give every prompt one, or none to any of them.",
            at + "10: its chat: messages[0] has no role. Give every message one, a string.",
            at + "11: metadata is of type string. Write it as a JSON object.");
    assertThat(run.tables().version(TableName.PROMPTS)).isEqualTo(version);
  }

  @Test
  void refusesColumnsThatNoRowHas() {
    String file = file(folder, "questions.jsonl", "{'question':'1+1='}\n{'question':'2+1='}\n");
    assertThat(problems(PromptSource.of(file)))
        .containsExactly(
            file + ": no row has the column prompt. Give the text of every prompt.",
            file + ": no row has the column answer. Give the gold answer of every prompt.",
            file
                + ": no row has the column verifier. Give it in the file or with souprl import --verifier"
                + " NAME.",
            file
                + ": no row has the column split. Give it in the file or with souprl import --split NAME.");
  }

  @Test
  void saysWhichTextStandsTwiceWhenItMakesTheIds() {
    String line = "{'prompt':'9+9=','answer':'18'}\n";
    String file = file(folder, "twice.jsonl", line + line);
    assertThat(problems(new PromptSource(file, "train", null, "final-number")))
        .singleElement()
        .asString()
        .startsWith(file + " line 2: prompt_id ")
        .endsWith(
            ", made from data set, split and text, is that of "
                + file
                + " line 1 too. Remove one of them, or give it another id.");
  }

  @Test
  void showsTwentyProblemsAndCountsTheOthers() {
    String file = file(folder, "many.jsonl", GOOD.formatted("g") + "{\n".repeat(30));
    List<String> problems = problems(PromptSource.of(file));
    assertThat(problems).hasSize(21).last().isEqualTo("and 10 more problems");
    assertThat(problems.get(19)).startsWith(file + " line 21: it is no valid JSON");
  }

  @Test
  void refusesTextThatIsNotUtf8() throws IOException {
    Path file = folder.resolve("latin.jsonl");
    Files.write(file, GOOD.formatted("é").replace('\'', '"').getBytes(StandardCharsets.ISO_8859_1));
    assertThat(problems(PromptSource.of(file.toString())))
        .containsExactly(
            file + " line 1: it is no UTF-8 text. Write one JSON object a line, in UTF-8.");
  }

  @Test
  void refusesFilesThatAreNoneOrOfAnotherKind() throws IOException {
    Path absent = folder.resolve("absent.jsonl");
    assertThat(problems(PromptSource.of(absent.toString())))
        .containsExactly(absent + ": there is no such file. Name a JSONL or Parquet file.");
    String text = file(folder, "prompts.txt", "hello");
    assertThat(problems(PromptSource.of(text)))
        .containsExactly(
            text
                + ": it is neither a JSONL nor a Parquet file. Name a file that ends in .jsonl,"
                + " .jsonl.gz or .parquet, or a directory of Parquet files.");
    String broken = file(folder, "broken.parquet", "no parquet at all");
    assertThat(problems(PromptSource.of(broken)))
        .singleElement()
        .asString()
        .startsWith(broken + ": it cannot be read as Parquet (file:" + broken + " is not a Parquet")
        .endsWith("). Write it again as Parquet or JSONL.");
    String empty = file(folder, "empty.jsonl", "\n \n");
    assertThat(problems(PromptSource.of(empty)))
        .containsExactly(empty + ": there are no prompts in it. Name another file.");
  }

  @Test
  void refusesAnUnknownVerifierOfTheWholeFileAtOnce() {
    assertThatThrownBy(() -> PromptImport.run(run, new PromptSource("x", null, null, "countdwn")))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("verifier: there is no verifier named 'countdwn'. Did you mean");
  }

  private static List<String> problems(PromptSource source) {
    List<String> problems = new ArrayList<>();
    assertThatThrownBy(() -> PromptImport.run(run, source))
        .isInstanceOfSatisfying(
            InputException.class, refusal -> problems.addAll(refusal.problems()));
    return problems;
  }

  private static Dataset<Row> table() {
    return run.tables().read(TableName.PROMPTS);
  }

  private static List<Row> prompts(String id) {
    return table().where("prompt_id = '" + id + "'").drop("metadata").collectAsList();
  }

  private static org.apache.spark.sql.Encoder<String> string() {
    return org.apache.spark.sql.Encoders.STRING();
  }

  /** Writes a file, with double quotes for single ones. */
  private static String file(Path folder, String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text.replace('\'', '"')).toString();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
