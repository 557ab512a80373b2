package io.souprl.jobs.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.souprl.error.InputErrors;
import io.souprl.error.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A JSONL file, one object a line with an id of its own. It is read twice: once to refuse it with
 * everything that is wrong with it, once to work on it, so that it need not fit in memory.
 */
final class InputLines {
  private static final int PROBLEMS_SHOWN = 20;
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final Path file;

  InputLines(Path file) {
    this.file = file;
  }

  /**
   * Refuses the file if a line is wrong.
   *
   * @param check refuses one line
   * @return how many lines there are
   */
  long check(Consumer<InputLine> check) {
    Set<String> found = new LinkedHashSet<>();
    Set<String> ids = new HashSet<>();
    long[] lines = new long[1];
    read(
        (where, text) -> {
          lines[0]++;
          try {
            InputLine line = parse(where, text);
            if (!ids.add(line.id().asText())) {
              throw line.refused(
                  "there is another line with the id " + line.id(), "Give every line its own.");
            }
            check.accept(line);
          } catch (InputException e) {
            found.addAll(e.problems());
          }
        });
    List<String> problems = new ArrayList<>(found);
    if (problems.size() > PROBLEMS_SHOWN) {
      int more = problems.size() - PROBLEMS_SHOWN;
      problems.subList(PROBLEMS_SHOWN, problems.size()).clear();
      problems.add("and " + more + " more problems");
    }
    if (!problems.isEmpty()) {
      throw InputErrors.all(problems);
    }
    return lines[0];
  }

  /** Passes every line on, in order; empty ones are left out. */
  void forEach(Consumer<InputLine> work) {
    read((where, text) -> work.accept(parse(where, text)));
  }

  private InputLine parse(String where, String text) {
    try {
      JsonNode node = MAPPER.readTree(text);
      if (node.isObject()) {
        return new InputLine(where, node);
      }
      throw InputErrors.of(where, "it is no JSON object", "Write one JSON object a line.");
    } catch (JsonProcessingException e) {
      throw InputErrors.of(
          where,
          "it is no valid JSON (" + e.getOriginalMessage() + ")",
          "Write one JSON object a line.",
          e);
    }
  }

  private interface TextLine {
    void accept(String where, String text);
  }

  private void read(TextLine lines) {
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      long number = 1;
      for (String text = reader.readLine(); text != null; text = reader.readLine(), number++) {
        if (!text.isBlank()) {
          lines.accept(file + " line " + number, text);
        }
      }
    } catch (NoSuchFileException e) {
      throw InputErrors.of(file.toString(), "there is no such file", "Name a JSONL file.", e);
    } catch (CharacterCodingException e) {
      throw InputErrors.of(file.toString(), "it is no UTF-8 text", "Save it as UTF-8.", e);
    } catch (IOException e) {
      throw InputErrors.of(
          file.toString(), "it cannot be read (" + e.getMessage() + ")", "Name a JSONL file.", e);
    } catch (UncheckedIOException e) {
      throw new UncheckedIOException("Cannot work on " + file, e.getCause());
    }
  }
}
