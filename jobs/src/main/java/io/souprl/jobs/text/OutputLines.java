package io.souprl.jobs.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.souprl.error.InputErrors;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
    this.draft = file.resolveSibling("." + file.getFileName() + ".part");
    this.writer = Files.newBufferedWriter(draft);
  }

  /** Refuses a name that is taken or cannot be written. */
  static void check(Path file, Existing existing) {
    if (!Files.isDirectory(directory(file)) || !Files.isWritable(directory(file))) {
      throw InputErrors.of(
          file.toString(),
          "its directory is not there or cannot be written",
          "Make the directory, or name another file.");
    }
    if (Files.isDirectory(file)) {
      throw InputErrors.of(file.toString(), "it is a directory", "Name a file.");
    }
    if (Files.exists(file) && existing == Existing.REFUSE) {
      throw InputErrors.of(
          file.toString(), "it exists", "Name another file, or replace it with --overwrite.");
    }
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
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file, e);
    }
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

  private static Path directory(Path file) {
    return file.toAbsolutePath().getParent();
  }
}
