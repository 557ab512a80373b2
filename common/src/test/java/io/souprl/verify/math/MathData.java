package io.souprl.verify.math;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/** Verification cases of other graders' tests, real model outputs with labels, and gold answers. */
final class MathData {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private MathData() {}

  static List<JsonNode> verifyCases() {
    return rows("verify_cases");
  }

  static List<JsonNode> realRows() {
    return rows("real_rows");
  }

  static List<JsonNode> golds() {
    return rows("golds");
  }

  private static List<JsonNode> rows(String name) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    MathData.class.getResourceAsStream("/math/" + name + ".jsonl.gz")),
                StandardCharsets.UTF_8))) {
      return reader.lines().map(MathData::json).collect(Collectors.toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode json(String line) {
    try {
      return MAPPER.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
