package io.souprl.verify.math;

import java.util.ArrayList;
import java.util.List;

/** Finds the formulas of a text: {@code $..$}, {@code $$..$$}, {@code \(..\)}, {@code \[..\]}. */
final class MathSpans {
  private static final int MAX_KEPT = 40; // formulas, from the end

  private MathSpans() {}

  /**
   * A formula.
   *
   * @param start index of its opening mark
   * @param end index behind its closing mark
   */
  record Span(int start, int end, String content) {}

  /** The last formulas, in their order, in one pass. */
  static List<Span> of(String text) {
    List<Span> spans = new ArrayList<>();
    String mark = null;
    int open = -1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        char next = text.charAt(i + 1);
        if (next == '(' || next == '[') {
          mark = next == '(' ? "\\)" : "\\]";
          open = i;
        } else if (mark != null && text.startsWith(mark, i)) {
          add(spans, new Span(open, i + 2, text.substring(open + 2, i)));
          mark = null;
        }
        i++;
      } else if (c == '$') {
        String dollars = text.startsWith("$$", i) ? "$$" : "$";
        if (dollars.equals(mark)) {
          int from = open + mark.length();
          add(spans, new Span(open, i + mark.length(), text.substring(from, i)));
          mark = null;
        } else if (mark == null || mark.startsWith("$")) {
          mark = dollars;
          open = i;
        }
        i += dollars.length() - 1;
      } else if (c == '\n' && "$".equals(mark) && text.startsWith("\n\n", i)) {
        mark = null; // a currency sign
      }
    }
    return spans;
  }

  private static void add(List<Span> spans, Span span) {
    if (spans.size() == MAX_KEPT) {
      spans.remove(0);
    }
    spans.add(span);
  }
}
