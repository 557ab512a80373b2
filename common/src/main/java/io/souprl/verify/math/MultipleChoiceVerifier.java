package io.souprl.verify.math;

import io.souprl.verify.Completion;
import io.souprl.verify.Verdict;
import io.souprl.verify.Verifier;
import java.util.Locale;
import java.util.Optional;

/**
 * Compares the letter that a completion chooses with the gold letter: the one in the last box, else
 * the one behind "answer is" or "Answer:", else the last letter that stands alone.
 *
 * @param letters that may be chosen, capital
 */
public record MultipleChoiceVerifier(String letters) implements Verifier {
  private static final int TAIL = 400; // characters from the end that are read

  @Override
  public String name() {
    return "multiple-choice";
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public Verdict verify(String gold, Completion completion) {
    Optional<String> expected =
        gold == null ? Optional.empty() : letter(gold.toUpperCase(Locale.ROOT));
    if (expected.isEmpty()) {
      return Verdict.goldUnparseable("the gold answer is none of the letters " + letters);
    }
    return chosen(completion.text())
        .map(
            letter ->
                letter.equals(expected.get())
                    ? Verdict.correct(letter)
                    : Verdict.incorrect(letter, null))
        .orElseGet(() -> Verdict.unparseable("no letter of " + letters));
  }

  private Optional<String> chosen(String text) {
    Optional<String> box = Boxes.last(text);
    if (box.isPresent()) {
      return letter(Reading.of(box.get()).text().toUpperCase(Locale.ROOT));
    }
    return AnswerExtractor.phrase(text)
        .flatMap(this::letter)
        .or(() -> Choices.last(text.substring(Math.max(0, text.length() - TAIL)), letters))
        .or(() -> letter(text.strip().length() == 1 ? text.strip().toUpperCase(Locale.ROOT) : ""));
  }

  /** The letter that a text begins with, in parentheses or not. */
  private Optional<String> letter(String text) {
    String bare = text.strip();
    int at = 0;
    while (at < bare.length() && "(*[$\\{ ".indexOf(bare.charAt(at)) >= 0) {
      at++;
    }
    boolean alone =
        at < bare.length()
            && letters.indexOf(bare.charAt(at)) >= 0
            && (at + 1 == bare.length() || !Character.isLetterOrDigit(bare.charAt(at + 1)));
    return alone ? Optional.of(bare.substring(at, at + 1)) : Optional.empty();
  }
}
