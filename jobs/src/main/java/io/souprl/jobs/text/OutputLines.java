package io.souprl.jobs.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A JSONL file in the making: it gets its name when it is complete. */
final class OutputLines implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Path file;
  private final Path draft;
  private final BufferedWriter writer;

  private OutputLines(Path file) throws IOException {
    this.file = file;
    this.draft = OutputFile.draft(file);
    this.writer = Files.newBufferedWriter(draft);
  }

  static OutputLines open(Path file) {
    try {
      return new OutputLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file, e);
    }
  }

  void write(Map<String, ?> fields) {
    try {
      writer.write(MAPPER.writeValueAsString(fields));
      writer.write('\n');
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write as JSON: " + fields, e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + draft, e);
    }
  }

  /** A line that was not worked on. */
  void writeProblem(long number, JsonNode id, String problem) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", id);
    fields.put("line", number);
    fields.put("error", problem);
    write(fields);
  }

  /** Gives the file its name. */
  void commit() {
    try {
      writer.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + draft, e);
    }
    OutputFile.commit(file);
  }

  /** Drops what was not committed. */
  @Override
  public void close() {
    try {
      writer.close();
      Files.deleteIfExists(draft);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot remove " + draft, e);
    }
  }
}
