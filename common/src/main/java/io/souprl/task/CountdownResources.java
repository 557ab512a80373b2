package io.souprl.task;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The files of a Hugging Face model directory for the countdown task, apart from the weights.
 *
 * <p>The tokenizer has one id a character: 0 {@code <pad>}, 1 {@code <bos>}, 2 {@code <eos>}, then
 * {@code 0-9a-z+-*=,>:} from 3 on. The models have room for 48 ids.
 */
public final class CountdownResources {
  private CountdownResources() {}

  /** {@code tokenizer.json}. */
  public static String tokenizer() {
    return read("tokenizer.json");
  }

  /** {@code tokenizer_config.json}. */
  public static String tokenizerConfig() {
    return read("tokenizer_config.json");
  }

  static String read(String name) {
    try (InputStream file = CountdownResources.class.getResourceAsStream("countdown/" + name)) {
      if (file == null) {
        throw new IllegalStateException(
            "Cannot read countdown/" + name + ": it is not on the path");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read countdown/" + name, e);
    }
  }
}
