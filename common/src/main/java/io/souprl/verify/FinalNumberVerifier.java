package io.souprl.verify;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Compares the final number of a completion with the gold number, exactly and by value ({@code
 * 1,000.50} is {@code 1000.5}). For GSM8K and other tasks whose answer is one number.
 *
 * <p>The answer is what follows the last {@code ####} that a number follows; else the content of
 * the last complete {@code \boxed{...}} that is not empty; else the last number in the text. An
 * answer line or a box that holds more than one plain number is not read and nothing else is tried.
 * The gold is a number, a solution that ends in {@code #### number}, or a JSON array of these, any
 * of which counts. The completion need not be finished.
 */
final class FinalNumberVerifier implements Verifier {
  private static final String MARKER = "####";
  private static final String BOX = "\\boxed";
  private static final int PLAIN_BRACE = -1;

  @Override
  public String name() {
    return "final-number";
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public Verdict verify(String gold, Completion completion) {
    List<Rational> golds =
        GoldJson.alternatives(gold).stream().flatMap(text -> goldNumber(text).stream()).toList();
    if (golds.isEmpty()) {
      return Verdict.goldUnparseable("the gold answer is neither a number nor ends in #### number");
    }
    String text = completion.text();
    Optional<String> stated = answerLine(text).or(() -> lastBox(text));
    Optional<Rational> answer =
        stated.isPresent() ? StatedNumber.in(stated.get()) : lastNumber(text);
    return answer
        .map(
            number ->
                golds.contains(number)
                    ? Verdict.correct(decimal(number))
                    : Verdict.incorrect(decimal(number), null))
        .orElseGet(
            () ->
                Verdict.unparseable(
                    stated.isPresent() ? "the final answer is not one number" : "no number"));
  }

  private static Optional<Rational> goldNumber(String gold) {
    int marker = gold.lastIndexOf(MARKER);
    return StatedNumber.in(gold.substring(marker < 0 ? 0 : marker + MARKER.length()).strip());
  }

  /** The rest of the last line after a marker that a number follows; each line is read once. */
  private static Optional<String> answerLine(String text) {
    int limit = text.length();
    for (int marker = text.lastIndexOf(MARKER);
        marker >= 0;
        marker = text.lastIndexOf(MARKER, marker - MARKER.length())) {
      int from = marker + MARKER.length();
      int lineEnd = text.substring(from, limit).indexOf('\n');
      String line =
          lineEnd < 0 ? text.substring(from, limit) : text.substring(from, from + lineEnd);
      if (StatedNumber.opens(line)) {
        return Optional.of(line);
      }
      limit = marker;
    }
    return Optional.empty();
  }

  /** The content of the last box to close, found in one pass with a stack of open braces. */
  private static Optional<String> lastBox(String text) {
    int lastStart = -1;
    int lastEnd = -1;
    Deque<Integer> open = new ArrayDeque<>();
    for (int i = Math.max(0, text.indexOf(BOX)); i < text.length(); i++) {
      if (text.startsWith(BOX, i)) {
        int brace = firstNotBlank(text, i + BOX.length());
        if (text.startsWith("{", brace)) {
          open.push(brace + 1);
          i = brace;
        }
      } else if (text.startsWith("\\{", i) || text.startsWith("\\}", i)) {
        i++;
      } else if (text.charAt(i) == '{') {
        open.push(PLAIN_BRACE);
      } else if (text.charAt(i) == '}' && !open.isEmpty()) {
        int start = open.pop();
        if (start != PLAIN_BRACE && firstNotBlank(text, start) < i) {
          lastStart = start;
          lastEnd = i;
        }
      }
    }
    return lastStart < 0 ? Optional.empty() : Optional.of(text.substring(lastStart, lastEnd));
  }

  private static int firstNotBlank(String text, int from) {
    int index = from;
    while (index < text.length() && Character.isWhitespace(text.charAt(index))) {
      index++;
    }
    return index;
  }

  private static Optional<Rational> lastNumber(String text) {
    NumberScanner scanner = new NumberScanner(text, 0);
    int last = -1;
    while (scanner.next()) {
      last = scanner.start();
    }
    if (last < 0) {
      return Optional.empty();
    }
    NumberScanner atLast = new NumberScanner(text, last);
    return atLast.next() ? atLast.value() : Optional.empty();
  }

  /** A decimal where it ends, or else a fraction. */
  private static String decimal(Rational number) {
    try {
      return new BigDecimal(number.numerator())
          .divide(new BigDecimal(number.denominator()))
          .stripTrailingZeros()
          .toPlainString();
    } catch (ArithmeticException e) {
      return number.toString();
    }
  }
}
