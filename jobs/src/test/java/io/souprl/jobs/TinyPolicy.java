package io.souprl.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;

/** A tiny checkpoint, and what the transformers library computes for it. */
public final class TinyPolicy {
  private TinyPolicy() {}

  /** The Hugging Face directory; tests leave it as it is. */
  public static Path directory() {
    try {
      return Path.of(TinyPolicy.class.getResource("/golden/hf/qwen2-tied").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("Cannot find the golden checkpoint", e);
    }
  }

  /** A part of {@code expected.json}. */
  public static JsonNode expected(String name) {
    try {
      return new ObjectMapper().readTree(directory().resolve("expected.json").toFile()).path(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
