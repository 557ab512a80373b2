package io.souprl.jobs.report;

import io.souprl.tokenizer.DecodeSpecials;
import io.souprl.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The text of a response token by token. */
final class TokenText {
  private static final String REPLACEMENT = "\uFFFD";

  /** UTF-8 has no more bytes a character; what is unreadable after as many tokens stays so. */
  private static final int BYTES_OF_A_CHARACTER = 4;

  private TokenText() {}

  /**
   * A piece of text for each token; together they are the text of all. A character whose bytes lie
   * in several tokens belongs to the last of them, and the others are empty.
   *
   * @param ids a few hundred: the work grows with the square
   */
  static List<String> pieces(Tokenizer tokenizer, int[] ids) {
    List<String> pieces = new ArrayList<>();
    int known = 0;
    int open = 0;
    for (int end = 1; end <= ids.length; end++) {
      String text = tokenizer.decode(Arrays.copyOf(ids, end), DecodeSpecials.KEEP);
      boolean inCharacter = text.endsWith(REPLACEMENT) && end < ids.length;
      if (inCharacter && ++open < BYTES_OF_A_CHARACTER) {
        pieces.add("");
      } else {
        pieces.add(text.substring(Math.min(known, text.length())));
        known = text.length();
        open = 0;
      }
    }
    return pieces;
  }
}
