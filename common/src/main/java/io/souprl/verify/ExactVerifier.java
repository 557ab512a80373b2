package io.souprl.verify;

import java.util.List;
import java.util.Locale;

/** Compares the whole completion with the gold answer, or any of several, as text. */
record ExactVerifier(LetterCase letters, Space space) implements Verifier {
  /** Whether upper and lower case differ. */
  enum LetterCase {
    SAME,
    ANY
  }

  /** What becomes of white space. */
  enum Space {
    /** At the ends it is left out, and a run of it is one blank. */
    COLLAPSED,
    SAME
  }

  @Override
  public String name() {
    return "exact";
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public Verdict verify(String gold, Completion completion) {
    List<String> golds = GoldJson.alternatives(gold);
    if (golds.isEmpty()) {
      return Verdict.goldUnparseable("there is no gold answer");
    }
    String answer = spelled(completion.text());
    boolean equal = golds.stream().anyMatch(one -> spelled(one).equals(answer));
    return equal ? Verdict.correct(answer) : Verdict.incorrect(answer, null);
  }

  private String spelled(String text) {
    String spaced = text;
    if (space == Space.COLLAPSED) {
      StringBuilder collapsed = new StringBuilder(text.length());
      for (int i = 0; i < text.length(); i++) {
        boolean blank = Character.isWhitespace(text.charAt(i));
        boolean again = !collapsed.isEmpty() && collapsed.charAt(collapsed.length() - 1) == ' ';
        if (!blank) {
          collapsed.append(text.charAt(i));
        } else if (!again) {
          collapsed.append(' ');
        }
      }
      spaced = collapsed.toString().strip();
    }
    return letters == LetterCase.ANY ? spaced.toLowerCase(Locale.ROOT) : spaced;
  }
}
