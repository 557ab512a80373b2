package io.souprl.jobs.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.souprl.error.InputException;
import io.souprl.jobs.TinyPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestTextScoring {
  private static final double TOLERANCE = 2e-4;

  @TempDir private Path folder;
  private Jsonl jsonl;

  @BeforeEach
  void useTheFolder() {
    jsonl = new Jsonl(folder);
  }

  @Test
  void scoresTokensAsTransformersDoes() {
    String[] lines = new String[3];
    for (int row = 0; row < lines.length; row++) {
      lines[row] = "{'id':%d,'token_ids':%s}".formatted(row, sequence(row));
    }
    TextScoring.run(TinyPolicy.directory(), jsonl.files(lines), 1);
    for (int row = 0; row < lines.length; row++) {
      JsonNode answer = jsonl.answers().get(row);
      assertThat(answer.get("id").asInt()).isEqualTo(row);
      assertThat(answer.get("logprobs")).hasSize(sequence(row).size() - 1);
      assertThat(answer).hasSize(3);
      assertEnd(answer.get("logprobs"), TinyPolicy.expected("logprobs_t1").get(row));
      assertEnd(answer.get("entropy"), TinyPolicy.expected("entropy_t1").get(row));
    }
  }

  @Test
  void dividesTheLogitsByTheTemperature() {
    TextScoring.run(
        TinyPolicy.directory(), jsonl.files("{'id':'x','token_ids':" + sequence(0) + "}"), 0.7);
    assertEnd(jsonl.answers().get(0).get("logprobs"), TinyPolicy.expected("logprobs_t0.7").get(0));
  }

  @Test
  void hasNothingToSayOfASingleToken() {
    TextScoring.run(
        TinyPolicy.directory(),
        jsonl.files("{'id':'one','token_ids':[5]}", "{'id':'two','token_ids':[5,6]}"),
        1);
    assertThat(jsonl.answers().get(0))
        .hasToString("{\"id\":\"one\",\"logprobs\":[],\"entropy\":[]}");
    assertThat(jsonl.answers().get(1).get("logprobs")).hasSize(1);
  }

  @Test
  void scoresTheGoodLinesAndSaysWhatIsWrongWithTheOthers() {
    TextFiles files =
        jsonl.files("{'id':'a','token_ids':[5,6]}", "{'id':'b'", "{'id':'c','token_ids':[7,8]}");
    assertThatThrownBy(() -> TextScoring.run(TinyPolicy.directory(), files, 1))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("line 2: it is no valid JSON");
    assertThat(jsonl.answers()).hasSize(3);
    assertThat(jsonl.answers().get(0).get("logprobs")).hasSize(1);
    assertThat(jsonl.answers().get(1).get("line").asInt()).isEqualTo(2);
    assertThat(jsonl.answers().get(2).get("id").asText()).isEqualTo("c");
  }

  @Test
  void refusesWhatItCannotScore() {
    TextFiles files =
        jsonl.files(
            "{'id':'a','token_ids':[-1]}",
            "{'id':'b','token_ids':'5 6'}",
            "{'id':'c','token_ids':null}",
            "{'id':'d','token_ids':"
                + new ArrayList<>(java.util.Collections.nCopies(5000, 7))
                + "}");
    assertThat(jsonl.refusals(() -> TextScoring.run(TinyPolicy.directory(), files, 1)))
        .containsExactly(
            "line 1: token_ids[0] is -1, and the model's ids are 0 to 383. Use the tokenizer of"
                + " this checkpoint.",
            "line 2: token_ids is no list of token ids: \"5 6\". Give at least one id.",
            "line 3: token_ids is null. Give every line one.",
            "line 4: 5000 tokens do not fit the context of "
                + context()
                + " (max_position_embeddings). Shorten the sequence.");
    assertThat(jsonl.refusals(() -> TextScoring.run(TinyPolicy.directory(), files, 0)))
        .containsExactly("--temperature: it is 0.0. Give more than 0.");
  }

  private static int context() {
    return io.souprl.checkpoint.ModelConfig.read(TinyPolicy.directory()).maximumPositions();
  }

  /** A prompt of the golden file without its padding, and the greedy continuation. */
  private static List<Integer> sequence(int row) {
    List<Integer> tokens = new ArrayList<>();
    JsonNode mask = TinyPolicy.expected("attention_mask").get(row);
    for (int i = 0; i < mask.size(); i++) {
      if (mask.get(i).asInt() == 1) {
        tokens.add(TinyPolicy.expected("input_ids").get(row).get(i).asInt());
      }
    }
    tokens.addAll(Jsonl.ints(TinyPolicy.expected("greedy_ids").get(row)));
    return tokens;
  }

  private static void assertEnd(JsonNode actual, JsonNode expected) {
    double[] all = Jsonl.doubles(actual);
    assertThat(Arrays.copyOfRange(all, all.length - expected.size(), all.length))
        .containsExactly(Jsonl.doubles(expected), within(TOLERANCE));
  }
}
