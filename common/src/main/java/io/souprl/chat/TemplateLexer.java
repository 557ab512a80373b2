package io.souprl.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes a template apart as jinja2 does with trim_blocks and lstrip_blocks: the newline after a
 * statement or comment goes, and so do blanks before one that is the first of its line; a minus
 * sign takes all white space on its side, a plus sign keeps it.
 */
final class TemplateLexer {
  private static final Pattern OPENING = Pattern.compile("\\{\\{|\\{%|\\{#");
  private static final Pattern RAW =
      Pattern.compile("\\{%[-+]?[\\s\\x1c-\\x1f]*raw[\\s\\x1c-\\x1f]*(-?)%}");
  private static final Pattern END_OF_RAW =
      Pattern.compile("\\{%([-+]?)\\s*endraw\\s*(?:\\+%}|(-)%}|%}\\n?)");
  private static final Pattern END_OF_COMMENT = Pattern.compile("\\+#}|(-)#}|#}\\n?");

  private final String source;
  private final List<Segment> segments = new ArrayList<>();
  private int position;
  private boolean startsLine = true;

  private TemplateLexer(String source) {
    this.source = source;
  }

  static List<Segment> split(String template) {
    String unixLines = template.replace("\r\n", "\n").replace('\r', '\n');
    TemplateLexer lexer =
        new TemplateLexer(
            unixLines.endsWith("\n") ? unixLines.substring(0, unixLines.length() - 1) : unixLines);
    lexer.split();
    return lexer.segments;
  }

  private int line(int at) {
    return 1 + (int) source.substring(0, at).chars().filter(c -> c == '\n').count();
  }

  private void split() {
    Matcher opening = OPENING.matcher(source);
    while (opening.find(position)) {
      int start = opening.start();
      boolean isOutput = opening.group().equals("{{");
      String before = source.substring(position, start);
      text(isOutput ? signed(before, start) : stripped(before, start), position);
      Matcher raw = RAW.matcher(source).region(start, source.length());
      if (opening.group().equals("{#")) {
        comment(start);
      } else if (raw.lookingAt()) {
        raw(raw);
      } else {
        tokens(start, isOutput);
      }
    }
    text(source.substring(position), position);
  }

  private void text(String text, int at) {
    if (!text.isEmpty()) {
      segments.add(new Segment(Segment.Kind.TEXT, text, List.of(), line(at)));
    }
  }

  private char sign(int opening) {
    return opening + 2 < source.length() ? source.charAt(opening + 2) : ' ';
  }

  private String signed(String before, int opening) {
    return sign(opening) == '-' ? Text.stripEnd(before, Text::isSpace) : before;
  }

  /** The text before a statement or comment, without the blanks that lead the line. */
  private String stripped(String before, int opening) {
    if (sign(opening) == '-' || sign(opening) == '+') {
      return signed(before, opening);
    }
    int lineStart = before.lastIndexOf('\n') + 1;
    boolean isFirstOfLine = lineStart > 0 || startsLine;
    return isFirstOfLine && Text.stripStart(before.substring(lineStart), Text::isSpace).isEmpty()
        ? before.substring(0, lineStart)
        : before;
  }

  private void comment(int start) {
    int from = start + 2;
    if (sign(start) == '-' || sign(start) == '+') {
      from++;
    }
    Matcher end = END_OF_COMMENT.matcher(source);
    if (!end.find(from)) {
      throw new TemplateFailure("a comment has no end").inLine(line(start));
    }
    goOnAfter(end.end(), end.group(1) != null);
  }

  private void raw(Matcher raw) {
    goOnAfter(raw.end(), raw.group(1).equals("-"));
    Matcher end = END_OF_RAW.matcher(source);
    if (!end.find(position)) {
      throw new TemplateFailure("raw has no endraw").inLine(line(raw.start()));
    }
    text(stripped(source.substring(position, end.start()), end.start()), position);
    goOnAfter(end.end(), end.group(2) != null);
  }

  private void goOnAfter(int end, boolean skipsSpace) {
    position = end;
    if (skipsSpace) {
      position = source.length() - Text.stripStart(source.substring(end), Text::isSpace).length();
    }
    startsLine = source.charAt(position - 1) == '\n';
  }

  private void tokens(int start, boolean isOutput) {
    int from = start + 2;
    if (sign(start) == '-' || sign(start) == '+') {
      from++;
    }
    TokenReader reader = new TokenReader(source, from, isOutput ? "}}" : "%}");
    List<Token> tokens;
    try {
      tokens = reader.read();
    } catch (TemplateFailure e) {
      throw e.inLine(line(start));
    }
    segments.add(
        new Segment(
            isOutput ? Segment.Kind.OUTPUT : Segment.Kind.STATEMENT, "", tokens, line(start)));
    boolean takesNewline =
        !isOutput && reader.sign() == ' ' && source.startsWith("\n", reader.end());
    goOnAfter(reader.end() + (takesNewline ? 1 : 0), reader.sign() == '-');
  }
}
