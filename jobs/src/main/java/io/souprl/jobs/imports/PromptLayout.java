package io.souprl.jobs.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.souprl.error.InputErrors;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Where the columns of a prompt are in somebody else's rows.
 *
 * @param columns their names by ours; a dot goes into an object
 * @param worked whether answers are worked solutions, of which the result is the gold answer
 * @param system system message before every prompt; may be null
 */
record PromptLayout(Map<String, String> columns, boolean worked, String system)
    implements Serializable {
  /** Nothing has another name. */
  static final PromptLayout OWN = new PromptLayout(Map.of(), false, null);

  /** Our own columns, which others can be named for. */
  static final Set<String> COLUMNS =
      Set.of("prompt_id", "dataset", "split", "prompt", "messages", "answer", "verifier");

  private static final String ROLE = "role";
  private static final String SYSTEM = "system";

  PromptLayout {
    columns = new TreeMap<>(columns);
    for (String ours : columns.keySet()) {
      if (!COLUMNS.contains(ours)) {
        throw InputErrors.of(
            "--columns",
            "there is no column " + ours,
            "Map one of " + String.join(", ", COLUMNS.stream().sorted().toList()) + ".");
      }
    }
  }

  /** The same row under our names; what has another name stays. */
  ObjectNode apply(JsonNode row) {
    Map<String, JsonNode> found = new HashMap<>();
    columns.forEach((ours, theirs) -> found.put(ours, at(row, theirs)));
    ObjectNode mapped = row.deepCopy();
    columns.forEach(
        (ours, theirs) -> {
          if (!theirs.contains(".")) {
            mapped.remove(theirs);
          }
        });
    found.forEach(mapped::set);
    if (system != null) {
      addSystem(mapped);
    }
    return mapped;
  }

  private static JsonNode at(JsonNode row, String path) {
    JsonNode value = row;
    for (String name : path.split("\\.", -1)) {
      value = value.path(name);
    }
    return value.isMissingNode() ? JsonNodeFactory.instance.nullNode() : value;
  }

  private void addSystem(ObjectNode row) {
    ArrayNode messages = row.arrayNode();
    JsonNode given = row.path("messages");
    if (given.isArray() && !given.isEmpty()) {
      if (given.get(0).path(ROLE).asText().equals(SYSTEM)) {
        return;
      }
      messages.add(message(SYSTEM, system)).addAll((ArrayNode) given);
    } else if (row.path("prompt").isTextual()) {
      messages.add(message(SYSTEM, system)).add(message("user", row.remove("prompt").asText()));
    } else {
      return;
    }
    row.set("messages", messages);
  }

  private static ObjectNode message(String role, String content) {
    return JsonNodeFactory.instance.objectNode().put(ROLE, role).put("content", content);
  }
}
