package io.souprl.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A golden directory: a tiny checkpoint and what the transformers library computes for it. */
public final class GoldenModel {
  /** One checkpoint of every family. */
  public static final List<String> ALL =
      List.of("qwen2-tied", "qwen3-headdim-bf16", "llama3-untied-sharded");

  private final Path directory;
  private final JsonNode expected;

  private GoldenModel(Path directory, JsonNode expected) {
    this.directory = directory;
    this.expected = expected;
  }

  public static GoldenModel named(String name) {
    try {
      Path directory = Path.of(GoldenModel.class.getResource("/golden/hf/" + name).toURI());
      return new GoldenModel(
          directory, new ObjectMapper().readTree(directory.resolve("expected.json").toFile()));
    } catch (URISyntaxException | IOException e) {
      throw new UncheckedIOException(new IOException("Cannot read golden model " + name, e));
    }
  }

  public Path directory() {
    return directory;
  }

  public JsonNode expected(String name) {
    return expected.path(name);
  }

  /** Prompts without their left padding. */
  public List<int[]> prompts() {
    List<int[]> prompts = new ArrayList<>();
    for (int row = 0; row < expected.path("input_ids").size(); row++) {
      int[] ids = ints(expected.path("input_ids").path(row));
      int[] mask = ints(expected.path("attention_mask").path(row));
      int real = java.util.Arrays.stream(mask).sum();
      prompts.add(java.util.Arrays.copyOfRange(ids, ids.length - real, ids.length));
    }
    return prompts;
  }

  /** Prompt and greedy continuation of every row, the continuation cut to its mask. */
  public List<TokenSequence> sequences() {
    List<TokenSequence> sequences = new ArrayList<>();
    for (int row = 0; row < prompts().size(); row++) {
      int length = java.util.Arrays.stream(ints(expected.path("response_mask").path(row))).sum();
      int[] response = java.util.Arrays.copyOf(ints(expected.path("greedy_ids").path(row)), length);
      sequences.add(TokenSequence.of(prompts().get(row), response));
    }
    return sequences;
  }

  public static int[] ints(JsonNode array) {
    int[] values = new int[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asInt();
    }
    return values;
  }

  public static float[] floats(JsonNode array) {
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) array.get(i).asDouble();
    }
    return values;
  }
}
