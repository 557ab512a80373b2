package io.souprl.jobs.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.souprl.error.InputErrors;
import io.souprl.verify.Completion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * A row to verify.
 *
 * @param correct as it was labelled, or null
 */
record LabelledRow(String gold, Completion completion, Boolean correct) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * Reads a JSONL file, plain or gzip.
   *
   * @param label name of the field with the label
   * @throws io.souprl.error.InputException which names the file or the line at fault
   */
  static List<LabelledRow> read(Path file, String label) {
    List<LabelledRow> rows = new ArrayList<>();
    try (InputStream bytes = Files.newInputStream(file);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes,
                    StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        rows.add(row(file + " line " + (rows.size() + 1), line, label));
      }
    } catch (IOException e) {
      throw InputErrors.of("--rows", "cannot read " + file, "Name a JSONL file, plain or gzip.", e);
    }
    if (rows.isEmpty()) {
      throw InputErrors.of("--rows", file + " has no rows", "Name a JSONL file that has some.");
    }
    return rows;
  }

  private static LabelledRow row(String where, String line, String labelField) throws IOException {
    JsonNode node;
    try {
      node = MAPPER.readTree(line);
    } catch (JsonProcessingException e) {
      throw InputErrors.of(where, "it is no JSON", "Give one JSON object a line.", e);
    }
    if (!node.path("gold").isTextual() || !node.path("completion").isTextual()) {
      throw InputErrors.of(
          where, "it has no gold and completion that are strings", "Give every line both.");
    }
    JsonNode label = node.path(labelField);
    return new LabelledRow(
        node.get("gold").asText(),
        Completion.finished(node.get("completion").asText()),
        label.isBoolean() ? label.asBoolean() : null);
  }
}
