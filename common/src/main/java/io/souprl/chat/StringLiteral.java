package io.souprl.chat;

/** A string in quotes, with the escapes of Python's strings. */
final class StringLiteral {
  private static final String PLAIN_ESCAPES = "\\'\"abfnrtv";
  private static final String MEANINGS = "\\'\"\u0007\b\f\n\r\t\u000b";

  private final String quoted;
  private final StringBuilder value = new StringBuilder();
  private int position = 1;

  private StringLiteral(String quoted) {
    this.quoted = quoted;
  }

  static String value(String quoted) {
    return new StringLiteral(quoted).read();
  }

  private String read() {
    while (position < quoted.length() - 1) {
      char c = quoted.charAt(position++);
      if (c == '\\') {
        escape(quoted.charAt(position++));
      } else {
        value.append(c);
      }
    }
    return value.toString();
  }

  private void escape(char c) {
    if (PLAIN_ESCAPES.indexOf(c) >= 0) {
      value.append(MEANINGS.charAt(PLAIN_ESCAPES.indexOf(c)));
    } else if (c == 'x') {
      codePoint(2);
    } else if (c == 'u') {
      codePoint(4);
    } else if (c == 'U') {
      codePoint(8);
    } else if (c == 'N' || Character.isDigit(c)) {
      throw new TemplateFailure("the escape \\" + c + " is not known");
    } else if (c != '\n') {
      value.append('\\').append(c);
    }
  }

  private void codePoint(int digits) {
    int end = position + digits;
    String hexadecimal = quoted.substring(position, Math.min(end, quoted.length() - 1));
    if (!hexadecimal.matches("[0-9a-fA-F]{%d}".formatted(digits))) {
      throw new TemplateFailure("an escape has too few digits");
    }
    int codePoint = Integer.parseUnsignedInt(hexadecimal, 16);
    if (!Character.isValidCodePoint(codePoint) || (codePoint >= 0xd800 && codePoint < 0xe000)) {
      throw new TemplateFailure("the escape of %s is no character".formatted(hexadecimal));
    }
    value.appendCodePoint(codePoint);
    position = end;
  }
}
