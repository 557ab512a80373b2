package io.souprl.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The Hugging Face directories under {@code golden/hf}, which transformers wrote. */
public final class GoldenCheckpoints {
  public static final String QWEN2 = "qwen2-tied";
  public static final String QWEN3 = "qwen3-headdim-bf16";
  public static final String LLAMA3 = "llama3-untied-sharded";

  private GoldenCheckpoints() {}

  public static Path directory(String name) {
    try {
      return Path.of(GoldenCheckpoints.class.getResource("/golden/hf/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("Cannot find golden checkpoint " + name, e);
    }
  }

  /** A copy that a test may damage. */
  public static Path copy(String name, Path destination) {
    try (Stream<Path> files = Files.list(directory(name))) {
      Files.createDirectories(destination);
      for (Path file : files.toList()) {
        Files.copy(file, destination.resolve(file.getFileName().toString()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot copy golden checkpoint " + name, e);
    }
    return destination;
  }
}
