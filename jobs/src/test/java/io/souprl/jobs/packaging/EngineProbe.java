package io.souprl.jobs.packaging;

import ai.djl.engine.Engine;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.souprl.chat.ChatTemplate;
import io.souprl.chat.Conversation;
import io.souprl.chat.GenerationPrompt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;

/**
 * Uses every library of the shaded jar that the class path of a cluster could break; started in a
 * JVM of its own.
 */
final class EngineProbe {
  private static final String TOKENIZER =
      """
      {"version": "1.0", "added_tokens": [], "pre_tokenizer": {"type": "Whitespace"},
       "model": {"type": "WordLevel", "vocab": {"[UNK]": 0, "one": 1, "two": 2}, "unk_token": "[UNK]"}}
      """;

  private EngineProbe() {}

  /** Writes what it found to the file that is named first. */
  public static void main(String[] arguments) throws IOException {
    Files.write(
        Path.of(arguments[0]),
        List.of(sum(), tokens(), yaml(), chat(), gson()),
        StandardCharsets.UTF_8);
  }

  private static String sum() {
    try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager()) {
      return "sum " + manager.ones(new Shape(3)).sum().getFloat();
    }
  }

  private static String tokens() throws IOException {
    Path file = Files.createTempFile("tokenizer", ".json");
    try {
      Files.writeString(file, TOKENIZER);
      try (HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.newInstance(file)) {
        return "tokens " + Arrays.toString(tokenizer.encode("two one three").getIds());
      }
    } finally {
      Files.delete(file);
    }
  }

  private static String yaml() throws IOException {
    JsonFactory factory =
        ServiceLoader.load(JsonFactory.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(found -> found.getFormatName().equals("YAML"))
            .findFirst()
            .orElseThrow();
    return "yaml " + new ObjectMapper(factory).readTree("run:\n  dir: x").at("/run/dir").asText();
  }

  private static String chat() throws IOException {
    Path folder = Files.createTempDirectory("template");
    Path template = folder.resolve("chat_template.jinja");
    try {
      Files.writeString(template, "{% for m in messages %}{{ m.content | upper }}{% endfor %}");
      JsonNode messages = new ObjectMapper().readTree("[{\"role\":\"user\",\"content\":\"hi\"}]");
      return "chat "
          + ChatTemplate.load(folder)
              .render(Conversation.read("here", messages, null), GenerationPrompt.OMIT);
    } finally {
      Files.delete(template);
      Files.delete(folder);
    }
  }

  private static String gson() {
    try {
      Path jar =
          Path.of(
              Class.forName("com.google.gson.Gson")
                  .getProtectionDomain()
                  .getCodeSource()
                  .getLocation()
                  .getPath());
      return jar.getFileName().toString();
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("Cannot find the gson of the cluster", e);
    }
  }
}
