package io.souprl.jobs.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.souprl.error.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Input and output files of a test's folder. */
record Jsonl(Path folder) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  Path input() {
    return folder.resolve("in.jsonl");
  }

  Path output() {
    return folder.resolve("out.jsonl");
  }

  /** Files with this input, single quotes standing for double ones. */
  TextFiles files(String... lines) {
    try {
      Files.writeString(input(), String.join("\n", lines).replace('\'', '"'));
      return new TextFiles(input(), output(), Existing.REFUSE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<JsonNode> answers() {
    try {
      List<JsonNode> answers = new ArrayList<>();
      for (String line : Files.readAllLines(output())) {
        answers.add(MAPPER.readTree(line));
      }
      return answers;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is refused, without the name of the input file; nothing may have been written. */
  List<String> refusals(ThrowingCallable work) {
    List<String> problems = new ArrayList<>();
    Assertions.assertThatThrownBy(work)
        .isInstanceOfSatisfying(
            InputException.class, refusal -> problems.addAll(refusal.problems()));
    Assertions.assertThat(output()).doesNotExist();
    return problems.stream().map(problem -> problem.replace(input() + " ", "")).toList();
  }

  static List<Integer> ints(JsonNode array) {
    List<Integer> values = new ArrayList<>();
    array.forEach(value -> values.add(value.asInt()));
    return values;
  }

  static double[] doubles(JsonNode array) {
    double[] values = new double[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asDouble();
    }
    return values;
  }
}
