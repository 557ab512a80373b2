package io.souprl.jobs.text;

import io.souprl.generation.StopCondition;
import io.souprl.tokenizer.DecodeSpecials;
import io.souprl.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Ends answers where one of some texts is complete, whatever tokens it is made of. */
final class StopStrings implements StopCondition {
  /** Tokens more than needed, as the first decoded one may lack bytes that came before it. */
  private static final int MARGIN = 4;

  private final Tokenizer tokenizer;
  private final List<String> strings;
  private final int window;

  StopStrings(Tokenizer tokenizer, List<String> strings) {
    this.tokenizer = tokenizer;
    this.strings = strings;
    // A token that is decoded holds a byte at least.
    this.window =
        MARGIN
            + strings.stream()
                .mapToInt(text -> text.getBytes(StandardCharsets.UTF_8).length)
                .max()
                .orElse(0);
  }

  @Override
  public boolean ends(int[] tokens, int length) {
    if (strings.isEmpty()) {
      return false;
    }
    int[] tail = Arrays.copyOfRange(tokens, Math.max(0, length - window), length);
    String text = tokenizer.decode(tail, DecodeSpecials.SKIP);
    return strings.stream().anyMatch(text::contains);
  }

  /** The text before the first of the stop strings. */
  String cut(String text) {
    int end =
        strings.stream().mapToInt(text::indexOf).filter(at -> at >= 0).min().orElse(text.length());
    return text.substring(0, end);
  }
}
