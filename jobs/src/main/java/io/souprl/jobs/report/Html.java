package io.souprl.jobs.report;

import java.util.List;

/** Text as HTML. */
final class Html {
  private Html() {}

  /** Text as content or as the value of an attribute in double quotes; null as nothing. */
  static String escape(String text) {
    return text == null
        ? ""
        : text.replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            .replace("\"", "&quot;");
  }

  /**
   * A table that scrolls sideways where it is wider than the page.
   *
   * @param head titles of the columns, as text
   * @param rows cells, as text
   */
  static String table(List<String> head, List<List<String>> rows) {
    StringBuilder html = new StringBuilder("<div class=\"wide\"><table>\n");
    row(html, "th", head);
    rows.forEach(row -> row(html, "td", row));
    return html.append("</table></div>\n").toString();
  }

  private static void row(StringBuilder html, String tag, List<String> cells) {
    html.append("<tr>");
    for (String cell : cells) {
      html.append('<').append(tag).append('>').append(escape(cell)).append("</").append(tag);
      html.append('>');
    }
    html.append("</tr>\n");
  }
}
