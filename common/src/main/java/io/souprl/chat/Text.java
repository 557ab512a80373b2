package io.souprl.chat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/** Python's str: a sequence of code points, where Java's String is one of UTF-16 units. */
final class Text {
  private Text() {}

  /** What Python's str.isspace and the regular expression \s take for white space. */
  static boolean isSpace(int codePoint) {
    return (codePoint >= 0x09 && codePoint <= 0x0d)
        || (codePoint >= 0x1c && codePoint <= 0x20)
        || codePoint == 0x85
        || Character.isSpaceChar(codePoint);
  }

  static List<Object> characters(String text) {
    List<Object> characters = new ArrayList<>();
    text.codePoints().forEach(codePoint -> characters.add(Character.toString(codePoint)));
    return characters;
  }

  static String strip(String text, IntPredicate unwanted) {
    return stripEnd(stripStart(text, unwanted), unwanted);
  }

  static String stripStart(String text, IntPredicate unwanted) {
    int start = 0;
    while (start < text.length() && unwanted.test(text.codePointAt(start))) {
      start += Character.charCount(text.codePointAt(start));
    }
    return text.substring(start);
  }

  static String stripEnd(String text, IntPredicate unwanted) {
    int end = text.length();
    while (end > 0 && unwanted.test(text.codePointBefore(end))) {
      end -= Character.charCount(text.codePointBefore(end));
    }
    return text.substring(0, end);
  }

  /**
   * The parts between separators.
   *
   * @param most splits to make from the left; all when negative
   */
  static List<Object> split(String text, String separator, long most) {
    if (separator.isEmpty()) {
      throw new TemplateFailure("split has an empty separator");
    }
    List<Object> parts = new ArrayList<>();
    int start = 0;
    for (int at = text.indexOf(separator);
        at >= 0 && (most < 0 || parts.size() < most);
        at = text.indexOf(separator, start)) {
      parts.add(text.substring(start, at));
      start = at + separator.length();
    }
    parts.add(text.substring(start));
    return parts;
  }

  /** The words between stretches of white space, with the same limit. */
  static List<Object> splitAtSpace(String text, long most) {
    List<Object> words = new ArrayList<>();
    String rest = stripStart(text, Text::isSpace);
    while (!rest.isEmpty() && (most < 0 || words.size() < most)) {
      String after = stripStart(rest, codePoint -> !isSpace(codePoint));
      words.add(rest.substring(0, rest.length() - after.length()));
      rest = stripStart(after, Text::isSpace);
    }
    if (!rest.isEmpty()) {
      words.add(rest);
    }
    return words;
  }

  static String replace(String text, String old, String with, long most) {
    if (old.isEmpty()) {
      throw new TemplateFailure("replace has an empty text to replace");
    } else if (most < 0) {
      return text.replace(old, with);
    }
    StringBuilder replaced = new StringBuilder();
    int start = 0;
    int at = text.indexOf(old);
    for (long i = 0; i < most && at >= 0; i++) {
      replaced.append(text, start, at).append(with);
      start = at + old.length();
      at = text.indexOf(old, start);
    }
    return replaced.append(text.substring(start)).toString();
  }

  /** In capitals at the start, or at the start of every word; Java's rules agree for ASCII only. */
  static String capitalize(String text, boolean everyWord) {
    StringBuilder capitalized = new StringBuilder();
    boolean start = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > 0x7f) {
        throw new TemplateFailure("it capitalizes a text beyond ASCII");
      }
      capitalized.append(start ? Character.toUpperCase(c) : Character.toLowerCase(c));
      start = everyWord && !Character.isLetter(c);
    }
    return capitalized.toString();
  }

  /** Python's order: by code point. */
  static int compare(String left, String right) {
    return Arrays.compare(left.codePoints().toArray(), right.codePoints().toArray());
  }
}
