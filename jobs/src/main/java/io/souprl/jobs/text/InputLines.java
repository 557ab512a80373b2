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
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A JSONL file, one object a line with an id of its own. It is read twice: once to find everything
 * that is wrong with it, once to work on it, so that it need not fit in memory.
 */
final class InputLines {
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
   * Reads every line once and tries it.
   *
   * @param check refuses one line
   * @throws io.souprl.error.InputException when no line is good
   */
  CheckedLines check(Consumer<InputLine> check) {
    CheckedLines checked = new CheckedLines();
    Set<String> ids = new HashSet<>();
    read(
        (number, text) -> {
          try {
            InputLine line = parse(number, text);
            if (!ids.add(line.id().asText())) {
              throw line.refused(
                  "there is another line with the id " + line.id(), "Give every line its own.");
            }
            check.accept(line);
            checked.good();
          } catch (InputException e) {
            checked.bad(number, e.problems());
          }
        });
    if (checked.goodLines() == 0) {
      checked.requireAllGood();
    }
    return checked;
  }

  /** Passes every line on, in order; empty ones are left out. */
  void forEach(Consumer<InputLine> work) {
    read((number, text) -> work.accept(parse(number, text)));
  }

  /**
   * Passes every line on, in order, good ones and the others.
   *
   * @param bad takes a line's number, its id if it can be read, else null, and its problem
   */
  void forEach(CheckedLines checked, Consumer<InputLine> good, BadLine bad) {
    read(
        (number, text) -> {
          String problem = checked.problem(number);
          if (problem == null) {
            good.accept(parse(number, text));
          } else {
            bad.accept(number, id(number, text), problem);
          }
        });
  }

  private JsonNode id(long number, String text) {
    try {
      return parse(number, text).id();
    } catch (InputException e) {
      return null; // which is what is wrong with the line, or one more thing
    }
  }

  /** Takes a line that is not worked on. */
  interface BadLine {
    void accept(long number, JsonNode id, String problem);
  }

  private InputLine parse(long number, String text) {
    String where = file + " line " + number;
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
    void accept(long number, String text);
  }

  private void read(TextLine lines) {
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      long number = 1;
      for (String text = reader.readLine(); text != null; text = reader.readLine(), number++) {
        if (!text.isBlank()) {
          lines.accept(number, text);
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
