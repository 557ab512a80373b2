package io.souprl.config;

/** Text as a YAML double-quoted scalar. */
final class YamlText {
  private YamlText() {}

  /** Letters, digits and printable ASCII stay as they are, everything else is escaped. */
  static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            codePoint -> {
              if (codePoint == '"' || codePoint == '\\') {
                quoted.append('\\').appendCodePoint(codePoint);
              } else if (isPlain(codePoint)) {
                quoted.appendCodePoint(codePoint);
              } else {
                quoted.append(String.format(escape(codePoint), codePoint));
              }
            });
    return quoted.append('"').toString();
  }

  private static boolean isPlain(int codePoint) {
    return (codePoint >= ' ' && codePoint <= '~')
        || (codePoint > '~' && Character.isLetterOrDigit(codePoint));
  }

  private static String escape(int codePoint) {
    return Character.isBmpCodePoint(codePoint) ? "\\u%04x" : "\\U%08x";
  }
}
