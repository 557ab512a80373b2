package io.souprl.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.souprl.error.InputErrors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** {@code model.safetensors.index.json}: which shard holds which tensor. */
final class ShardIndex {
  static final String FILE_NAME = "model.safetensors.index.json";

  private ShardIndex() {}

  /** Shard file names by tensor name; every shard exists beside the index. */
  static Map<String, String> read(Path directory) {
    Path index = directory.resolve(FILE_NAME);
    ObjectNode root = JsonFiles.read(index);
    if (!(root.get("weight_map") instanceof ObjectNode weightMap)) {
      throw InputErrors.of(
          index.toString(),
          "there is no weight_map object",
          "Copy the file again from its source.");
    }
    Map<String, String> shards = new LinkedHashMap<>();
    weightMap
        .fields()
        .forEachRemaining(field -> shards.put(field.getKey(), field.getValue().asText()));
    List<String> problems = new ArrayList<>();
    for (String shard : new TreeSet<>(shards.values())) {
      if (!isFileName(shard)) {
        problems.add(
            "%s: \"%s\" is not the name of a file beside it. Copy the file again from its source."
                .formatted(index, shard));
      } else if (!Files.isRegularFile(directory.resolve(shard))) {
        problems.add(
            "%s: the shard %s that it names is missing. Copy or download it into %s."
                .formatted(index, shard, directory));
      }
    }
    if (!problems.isEmpty()) {
      throw InputErrors.all(problems);
    }
    return shards;
  }

  private static boolean isFileName(String name) {
    return name.endsWith(".safetensors") && !name.contains("/") && !name.contains("\\");
  }
}
