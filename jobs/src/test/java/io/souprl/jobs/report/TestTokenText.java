package io.souprl.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.souprl.tokenizer.DecodeSpecials;
import io.souprl.tokenizer.EncodeSpecials;
import io.souprl.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On a tokenizer of bytes, in which a letter may take several tokens. */
class TestTokenText {
  private static final Path GOLDEN = Path.of("../common/src/test/resources/golden/hf/qwen2-tied");

  @Test
  void givesEveryTokenItsPieceOfTheText() {
    try (Tokenizer tokenizer = Tokenizer.load(GOLDEN)) {
      String text = "a=\u00e9, \u4f60\u597d \ud83d\ude42 b";
      int[] ids = tokenizer.encode(text, EncodeSpecials.OMIT);
      List<String> pieces = TokenText.pieces(tokenizer, ids);
      assertThat(pieces)
          .hasSize(ids.length)
          .contains("")
          .anyMatch(piece -> piece.endsWith("\u597d"));
      assertThat(String.join("", pieces)).isEqualTo(text);
    }
  }

  @Test
  void goesOnBehindWhatIsNoCharacter() {
    try (Tokenizer tokenizer = Tokenizer.load(GOLDEN)) {
      int[] smile = tokenizer.encode("\ud83d\ude42", EncodeSpecials.OMIT);
      int[] letters = tokenizer.encode("abcdefgh", EncodeSpecials.OMIT);
      int[] ids = Arrays.copyOf(smile, smile.length - 1 + letters.length);
      System.arraycopy(letters, 0, ids, smile.length - 1, letters.length);
      assertThat(String.join("", TokenText.pieces(tokenizer, ids)))
          .isEqualTo(tokenizer.decode(ids, DecodeSpecials.KEEP))
          .endsWith("abcdefgh");
    }
  }
}
