package io.souprl.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Typed reads of one JSON object that note every problem instead of stopping at the first. A key
 * that is null counts as absent, as in transformers.
 */
final class ConfigKeys {
  /** Stands for a size that could not be read. */
  static final int UNKNOWN = 0;

  private final Path file;
  private final ObjectNode root;
  private final List<String> problems = new ArrayList<>();

  ConfigKeys(Path file) {
    this.file = file;
    this.root = JsonFiles.read(file);
  }

  boolean has(String key) {
    return root.hasNonNull(key);
  }

  JsonNode node(String key) {
    return root.path(key);
  }

  /** The object under this key, or a missing node. */
  JsonNode object(String key) {
    JsonNode node = root.path(key);
    if (has(key) && !node.isObject()) {
      problem(key + " is " + node, "Write an object.");
    }
    return node;
  }

  /** A size of at least 1; when there is none, a problem is noted and {@link #UNKNOWN} returned. */
  int size(String key) {
    return size(key, root.path(key));
  }

  /** Same, for a value that lies deeper and is called {@code key} in messages. */
  int size(String key, JsonNode node) {
    if (node.isIntegralNumber() && node.canConvertToInt() && node.intValue() > 0) {
      return node.intValue();
    }
    problem(keyIs(key, node), "Write a whole number of at least 1.");
    return UNKNOWN;
  }

  int sizeOr(String key, int absent) {
    return has(key) ? size(key) : absent;
  }

  /** A positive number; when there is none, a problem is noted and 1 returned. */
  double positive(String key, JsonNode node) {
    double value = node.asDouble();
    if (node.isNumber() && value > 0 && Double.isFinite(value)) {
      return value;
    }
    problem(keyIs(key, node), "Write a positive number.");
    return 1;
  }

  /** A flag, false when it is absent. */
  boolean isSet(String key) {
    JsonNode node = root.path(key);
    if (has(key) && !node.isBoolean()) {
      problem(key + " is " + node, "Write true or false.");
    }
    return node.booleanValue();
  }

  /**
   * Token ids under a key that holds one id, a list of ids, or nothing. They must be below the
   * vocabulary's size where that is known.
   */
  List<Integer> tokenIds(String key, int vocabularySize) {
    List<Integer> ids = new ArrayList<>();
    if (has(key)) {
      Iterable<JsonNode> nodes =
          root.path(key).isArray() ? root.path(key) : List.of(root.path(key));
      for (JsonNode node : nodes) {
        if (node.isIntegralNumber()
            && node.canConvertToInt()
            && node.intValue() >= 0
            && (vocabularySize == UNKNOWN || node.intValue() < vocabularySize)) {
          ids.add(node.intValue());
        } else {
          problem(
              "%s %s is not a token id".formatted(key, node),
              "Write ids from 0 to vocab_size - 1.");
        }
      }
    }
    return ids;
  }

  OptionalInt tokenId(String key, int vocabularySize) {
    return tokenIds(key, vocabularySize).stream().mapToInt(Integer::intValue).findFirst();
  }

  void problem(String problem, String fix) {
    problems.add("%s: %s. %s".formatted(file, problem, fix));
  }

  List<String> problems() {
    return problems;
  }

  private static String keyIs(String key, JsonNode node) {
    return node.isMissingNode() ? key + " is missing" : key + " is " + node;
  }
}
