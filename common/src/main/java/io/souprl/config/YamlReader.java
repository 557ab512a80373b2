package io.souprl.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads YAML into settings with dotted paths. It works on the token stream, because there a
 * duplicate key still has its line and a number its spelling.
 */
final class YamlReader {
  private static final YAMLFactory FACTORY = new YAMLFactory();
  private static final Pattern MARK = Pattern.compile("(?m)^ in .*, line ([0-9]+), column");

  private final String source;
  private final Problems problems;
  private final YAMLParser parser;
  private final Map<String, Integer> lines = new HashMap<>();
  private final List<Setting> settings = new ArrayList<>();

  private YamlReader(String source, Problems problems, YAMLParser parser) {
    this.source = source;
    this.problems = problems;
    this.parser = parser;
  }

  /**
   * The settings of a document, in its order.
   *
   * @param source what an error message calls the text: the file's path or the override
   * @param path where the document belongs: "" for a whole configuration, a key for an override
   * @return empty when the text is malformed, which is added to the problems
   */
  static List<Setting> read(String source, String path, String text, Problems problems) {
    try (YAMLParser parser = FACTORY.createParser(text)) {
      return new YamlReader(source, problems, parser).document(path);
    } catch (JsonProcessingException e) {
      problems.add(place(source, e), "malformed YAML: " + reason(e), "Correct the YAML there.", e);
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read YAML from memory", e);
    }
  }

  private List<Setting> document(String path) throws IOException {
    JsonToken first = parser.nextToken();
    if (path.isEmpty() && first != null && !isMappingOrMissing(first)) {
      problems.add(
          source,
          "the top level is " + (first == JsonToken.START_ARRAY ? "a list" : "a single value"),
          "Write sections and keys as in conf/reference.yaml.");
      return List.of();
    }
    if (first != null) {
      value(path);
    } else if (!path.isEmpty()) {
      settings.add(new Setting(path, new YamlValue.Missing()));
    }
    if (parser.nextToken() != null) {
      problems.add(source, "holds more than one YAML document", "Keep one.");
    }
    return settings;
  }

  private static boolean isMappingOrMissing(JsonToken token) {
    return token == JsonToken.START_OBJECT || token == JsonToken.VALUE_NULL;
  }

  private void value(String path) throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      mapping(path);
    } else if (!path.isEmpty()) {
      settings.add(new Setting(path, plainValue(path)));
    }
  }

  private void mapping(String path) throws IOException {
    int before = settings.size();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.getCurrentName();
      String key = path.isEmpty() ? name : path + "." + name;
      int line = parser.currentTokenLocation().getLineNr();
      Integer earlier = lines.putIfAbsent(key, line);
      if (earlier != null) {
        problems.add(
            key,
            "given twice in " + source + ", on line " + earlier + " and on line " + line,
            "Keep one of them.");
        problems.doubt(List.of(key));
      }
      parser.nextToken();
      value(key);
    }
    if (settings.size() == before && !path.isEmpty()) {
      settings.add(new Setting(path, new YamlValue.Mapping()));
    }
  }

  private YamlValue plainValue(String path) throws IOException {
    switch (parser.currentToken()) {
      case START_ARRAY:
        List<YamlValue> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          elements.add(plainValue(path));
        }
        return new YamlValue.Sequence(elements);
      case START_OBJECT:
        parser.skipChildren();
        return new YamlValue.Mapping();
      case VALUE_NULL:
        return new YamlValue.Missing();
      default:
        if (parser.isCurrentAlias()) {
          problems.add(path, "is the YAML alias *" + parser.getText(), "Write the value itself.");
        }
        return new YamlValue.Scalar(parser.getText());
    }
  }

  /** The last mark in the message is the fault's; the exception's own location is before it. */
  private static String place(String source, JsonProcessingException e) {
    return MARK.matcher(e.getOriginalMessage())
        .results()
        .reduce((earlier, later) -> later)
        .map(mark -> source + ", line " + mark.group(1))
        .orElse(source);
  }

  /** The parser's message without its excerpts of the text, which it indents. */
  private static String reason(JsonProcessingException e) {
    String reason =
        e.getOriginalMessage()
            .lines()
            .filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0)))
            .collect(Collectors.joining(", "));
    return reason.endsWith(".") ? reason.substring(0, reason.length() - 1) : reason;
  }
}
