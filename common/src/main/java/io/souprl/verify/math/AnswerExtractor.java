package io.souprl.verify.math;

import io.souprl.verify.math.MathOptions.AnswerSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the answer in what a model wrote, in the first of its sources that has one. All by scans
 * that are linear in the length of the text.
 */
final class AnswerExtractor {
  private static final int MAX_WHOLE = 300;
  private static final int MAX_WORDS = 60; // characters of an answer in words
  private static final int MAX_TRIES = 20;
  private static final Set<String> LINKS = Set.of("and", "or", ",", ";", ", and", ", or");

  private AnswerExtractor() {}

  /** The text of the answer, or empty when there is none. */
  static Optional<String> extract(String text, List<AnswerSource> sources) {
    for (AnswerSource source : sources) {
      Optional<String> found =
          switch (source) {
            case BOX -> box(text, sources.contains(AnswerSource.PHRASE));
            case HASHES -> marked(text);
            case JSON -> json(text);
            case PHRASE -> phrase(text);
            case WHOLE -> whole(text);
            case LAST -> last(text);
            case WORDS -> Optional.of(text.strip()).filter(all -> all.length() <= MAX_WORDS);
          };
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> box(String text, boolean phrases) {
    Optional<String> box = Boxes.last(text);
    if (box.isEmpty() || !phrases) {
      return box;
    }
    int end = text.lastIndexOf("\\boxed");
    int phrase = text.toLowerCase(Locale.ROOT).lastIndexOf("final answer is ");
    boolean later = phrase > end && end >= 0;
    return later ? segment(text, phrase + "final answer is ".length()).or(() -> box) : box;
  }

  private static Optional<String> marked(String text) {
    int marker = text.lastIndexOf("####");
    if (marker < 0) {
      return Optional.empty();
    }
    String line = line(text, marker + 4).strip();
    return line.isEmpty() ? Optional.empty() : Optional.of(inner(line));
  }

  private static String line(String text, int from) {
    int end = text.indexOf('\n', from);
    return text.substring(from, end < 0 ? text.length() : end);
  }

  /** The value of the last "answer" key: a string, or what stands up to the next comma or brace. */
  private static Optional<String> json(String text) {
    int key = text.lastIndexOf("\"answer\"");
    if (key < 0) {
      return Optional.empty();
    }
    int colon = skipBlank(text, key + 8);
    if (colon >= text.length() || text.charAt(colon) != ':') {
      return Optional.empty();
    }
    int from = skipBlank(text, colon + 1);
    if (from < text.length() && text.charAt(from) == '"') {
      StringBuilder value = new StringBuilder();
      for (int i = from + 1; i < text.length() && text.charAt(i) != '"'; i++) {
        if (text.charAt(i) == '\\'
            && i + 1 < text.length()
            && "\"\\/".indexOf(text.charAt(i + 1)) >= 0) {
          i++;
        }
        value.append(text.charAt(i));
      }
      return Optional.of(inner(value.toString()));
    }
    int end = from;
    while (end < text.length() && ",}\n".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return end == from ? Optional.empty() : Optional.of(text.substring(from, end).strip());
  }

  private static int skipBlank(String text, int from) {
    int index = from;
    while (index < text.length() && Character.isWhitespace(text.charAt(index))) {
      index++;
    }
    return index;
  }

  /** What follows the last "answer is", "answer:" or, at the start of a line, "A:". */
  static Optional<String> phrase(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    int from = lower.length();
    for (int i = 0; i < MAX_TRIES; i++) {
      int word = lower.lastIndexOf("answer", from - 1);
      if (word < 0 || from <= 0) {
        break;
      }
      int behind = behindAnswer(lower, word + 6);
      if (behind >= 0) {
        Optional<String> found = segment(text, behind);
        if (found.isPresent()) {
          return found;
        }
      }
      from = word;
    }
    int line = text.startsWith("A:") ? 0 : text.lastIndexOf("\nA:") + 1;
    return text.startsWith("A:", line) ? segment(text, line + 2) : Optional.empty();
  }

  /** The index behind ":" or "is", or -1 when neither follows. */
  private static int behindAnswer(String lower, int from) {
    int index = from;
    while (index < lower.length() && "* \t_s".indexOf(lower.charAt(index)) >= 0) {
      index++;
    }
    for (String link :
        List.of(":", "is:", "is ", "is\n", "is$", "are ", "=", "is equal to", "is\\")) {
      if (lower.startsWith(link, index)) {
        return index
            + (link.endsWith("$") || link.endsWith("\\") ? link.length() - 1 : link.length());
      }
      if (index > from && lower.charAt(index - 1) == 's' && lower.startsWith(link, index - 1)) {
        return index - 1 + link.length();
      }
    }
    return lower.startsWith("i", index) && lower.startsWith("is ", index) ? index + 3 : -1;
  }

  /** The answer in a line that begins with it: all of it, else its formula or number. */
  private static Optional<String> segment(String text, int from) {
    int start = from;
    while (start < text.length()
        && (Character.isWhitespace(text.charAt(start)) || "*:".indexOf(text.charAt(start)) >= 0)) {
      start++;
    }
    String line = line(text, start).strip();
    if (line.isEmpty()) {
      return Optional.empty();
    }
    if (line.startsWith("$$") || line.startsWith("\\[")) {
      List<MathSpans.Span> spans = MathSpans.of(text.substring(start));
      if (!spans.isEmpty() && spans.size() < 40) {
        return Optional.of(spans.get(0).content());
      }
    }
    List<MathSpans.Span> spans = MathSpans.of(line);
    if (!spans.isEmpty() && spans.get(0).start() == 0) {
      return Optional.of(joined(line, spans, 0));
    }
    String sentence = sentence(line);
    if (Reading.readable(sentence)) {
      return Optional.of(sentence);
    }
    int number = PlainNumbers.startingAt(line, 0);
    if (number > 0) {
      return Optional.of(line.substring(0, number));
    }
    return last(line).or(() -> Optional.of(sentence));
  }

  /** Up to a full stop that a space or the end follows. */
  private static String sentence(String line) {
    for (int i = 0; i < line.length(); i++) {
      if (line.charAt(i) == '.' && (i + 1 == line.length() || line.charAt(i + 1) == ' ')) {
        return line.substring(0, i);
      }
    }
    return line;
  }

  /** Whether two words stand side by side outside of commands. */
  private static boolean isProse(String text) {
    int letters = 0;
    for (int i = 0; i + 1 < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        return false; // \\text{ and }: the reader knows better
      }
      letters = Character.isLetter(c) ? letters + 1 : 0;
      boolean ends = letters > 1 && text.charAt(i + 1) == ' ' && i + 2 < text.length();
      if (ends && Character.isLetter(text.charAt(i + 2))) {
        return true;
      }
    }
    return false;
  }

  /** The content of the only formula of a text, or the text. */
  private static String inner(String text) {
    List<MathSpans.Span> spans = MathSpans.of(text);
    return spans.size() == 1 && !Reading.readable(text) ? spans.get(0).content() : text;
  }

  private static Optional<String> whole(String text) {
    String trimmed = Reading.trimmed(text);
    boolean readable =
        trimmed.length() <= MAX_WHOLE && !isProse(trimmed) && Reading.readable(trimmed);
    return readable ? Optional.of(trimmed) : Optional.empty();
  }

  /** The last formula that is read, or the last number behind it. */
  static Optional<String> last(String text) {
    List<MathSpans.Span> spans = MathSpans.of(text);
    PlainNumbers.Found number = PlainNumbers.last(text).orElse(null);
    for (int i = spans.size() - 1; i >= 0; i--) {
      MathSpans.Span span = spans.get(i);
      if (number != null && number.start() >= span.end()) {
        return Optional.of(number.text());
      }
      if (Reading.readable(span.content())) {
        int first = i;
        while (first > 0 && linked(text, spans.get(first - 1).end(), spans.get(first).start())) {
          first--;
        }
        return Optional.of(joined(text, spans, first));
      }
    }
    return Optional.ofNullable(number).map(PlainNumbers.Found::text);
  }

  private static boolean linked(String text, int from, int to) {
    return to - from < 8
        && LINKS.contains(text.substring(from, to).strip().toLowerCase(Locale.ROOT));
  }

  /** Formulas that only "and" or a comma parts, and a percent sign behind the last one. */
  private static String joined(String text, List<MathSpans.Span> spans, int first) {
    StringBuilder all = new StringBuilder(spans.get(first).content());
    int last = first;
    while (last + 1 < spans.size()
        && linked(text, spans.get(last).end(), spans.get(last + 1).start())) {
      last++;
      all.append(" , ").append(spans.get(last).content());
    }
    int behind = skipBlank(text, spans.get(last).end());
    if (text.startsWith("%", behind)
        || text.startsWith("\\%", behind)
        || text.startsWith("percent", behind)) {
      all.append(" %");
    }
    return all.toString();
  }
}
