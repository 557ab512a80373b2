package io.souprl.jobs.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.souprl.error.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestTextVerification {
  private static final String KNOWN =
      "Known: countdown, countdown-expression, exact, final-number, format, json-field, math,"
          + " multiple-choice, regex, weighted.";

  @TempDir private Path folder;
  private Jsonl jsonl;

  @BeforeEach
  void useTheFolder() {
    jsonl = new Jsonl(folder);
  }

  @Test
  void writesAVerdictALineInTheOrderOfTheInput() {
    assertThat(
            verdicts(
                "final-number",
                "{'id':'b','gold':'4','completion':'2+2 is 4'}",
                "{'id':'a','gold':4,'completion':'5'}",
                "{'id':3,'gold':'4','completion':'four'}",
                "{'id':4,'gold':'many','completion':'4'}",
                "{'id':5,'gold':null,'completion':'4'}"))
        .containsExactly(
            "{'id':'b','status':'correct','reward':1.0,'extracted_answer':'4'}",
            "{'id':'a','status':'incorrect','reward':0.0,'extracted_answer':'5'}",
            "{'id':3,'status':'unparseable','reward':0.0,'extracted_answer':null}",
            "{'id':4,'status':'gold_unparseable','reward':null,'extracted_answer':null}",
            "{'id':5,'status':'gold_unparseable','reward':null,'extracted_answer':null}");
  }

  @Test
  void takesAnyAnswerOfAList() {
    assertThat(
            verdicts(
                "final-number",
                "{'id':1,'gold':['x','7',4],'completion':'4'}",
                "{'id':2,'gold':['x','7'],'completion':'4'}",
                "{'id':3,'gold':['x'],'completion':'4'}",
                "{'id':4,'gold':[],'completion':'4'}"))
        .containsExactly(
            "{'id':1,'status':'correct','reward':1.0,'extracted_answer':'4'}",
            "{'id':2,'status':'incorrect','reward':0.0,'extracted_answer':'4'}",
            "{'id':3,'status':'gold_unparseable','reward':null,'extracted_answer':null}",
            "{'id':4,'status':'gold_unparseable','reward':null,'extracted_answer':null}");
  }

  @Test
  void letsLinesNameTheirVerifierAndTheirEnd() {
    String gold = "'gold':{'numbers':[9,8,3,3],'target':23},'completion':'3+8=b,b+3=e,9+e=n'";
    assertThat(
            verdicts(
                "countdown",
                "{'id':1," + gold + "}",
                "{'id':2," + gold + ",'finish_reason':'length'}",
                "{'id':3," + gold + ",'finish_reason':'error'}",
                "{'id':4,'gold':'4','completion':'4','verifier':'final-number'}"))
        .containsExactly(
            "{'id':1,'status':'correct','reward':1.0,'extracted_answer':'n'}",
            "{'id':2,'status':'incorrect','reward':0.0,'extracted_answer':'n'}",
            "{'id':3,'status':'error','reward':null,'extracted_answer':null}",
            "{'id':4,'status':'correct','reward':1.0,'extracted_answer':'4'}");
  }

  @Test
  void refusesEveryLineThatIsWrong() {
    TextFiles files =
        jsonl.files(
            "{'id':1,'completion':'4'}",
            "{'id':2,'gold':'4'}",
            "{'id':3,'gold':'4','completion':null}",
            "{'id':4,'gold':'4','completion':'4','verifier':'judge'}",
            "{'id':5,'gold':'4','completion':'4','finish_reason':'eos'}",
            "{'id':[6],'gold':'4','completion':'4'}");
    assertThat(jsonl.refusals(() -> TextVerification.run(files, "final-number")))
        .containsExactly(
            "line 1: gold is missing. Give every line one.",
            "line 2: completion is missing. Give every line one.",
            "line 3: completion is null. Give every line one.",
            "line 4: verifier: there is no verifier named 'judge'. " + KNOWN,
            "line 5: finish_reason is eos. Use one of stop, length, error.",
            "line 6: id is of type array. Give a string or an integer.");
  }

  @Test
  void showsTwentyProblemsAndCountsTheOthers() {
    String[] lines =
        IntStream.range(0, 23).mapToObj(i -> "{'id':" + i + "}").toArray(String[]::new);
    assertThat(jsonl.refusals(() -> TextVerification.run(jsonl.files(lines), "countdown")))
        .hasSize(21)
        .last()
        .isEqualTo("and 3 more problems");
  }

  @Test
  void refusesFilesThatItCannotReadOrMustNotWrite() throws IOException {
    Path absent = folder.resolve("absent.jsonl");
    assertThatThrownBy(() -> verify(absent, jsonl.output()))
        .hasMessage(absent + ": there is no such file. Name a JSONL file.");
    Path latin = folder.resolve("latin.jsonl");
    Files.write(latin, "{\"id\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> verify(latin, jsonl.output()))
        .hasMessage(latin + ": it is no UTF-8 text. Save it as UTF-8.");
    jsonl.files();
    Path taken = Files.writeString(folder.resolve("taken.jsonl"), "mine");
    assertThatThrownBy(() -> verify(jsonl.input(), taken))
        .isInstanceOf(InputException.class)
        .hasMessage(taken + ": it exists. Name another file, or replace it with --overwrite.");
    assertThat(taken).hasContent("mine");
    Path nowhere = folder.resolve("no/where.jsonl");
    assertThatThrownBy(() -> verify(jsonl.input(), nowhere))
        .hasMessage(
            nowhere
                + ": its directory is not there or cannot be written. Make the directory, or name"
                + " another file.");
    assertThatThrownBy(() -> verify(jsonl.input(), folder))
        .hasMessage(folder + ": it is a directory. Name a file.");
  }

  @Test
  void refusesAnUnknownVerifier() {
    assertThat(jsonl.refusals(() -> TextVerification.run(jsonl.files(), "countdwn")))
        .containsExactly(
            "verifier: there is no verifier named 'countdwn'. Did you mean 'countdown'? " + KNOWN);
  }

  private static void verify(Path input, Path output) {
    TextVerification.run(new TextFiles(input, output, Existing.REFUSE), "final-number");
  }

  private List<String> verdicts(String verifier, String... lines) {
    TextVerification.run(jsonl.files(lines), verifier);
    return jsonl.answers().stream().map(answer -> answer.toString().replace('"', '\'')).toList();
  }
}
