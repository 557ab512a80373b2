package io.souprl.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.souprl.error.InputErrors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The JSON header of a safetensors file, checked: every tensor's bytes are its shape times its
 * type's size, and together they cover the data region from its first byte to its last without
 * overlap or gap, which is what the format asks for.
 *
 * @param tensors tensors by name, in header order
 * @param metadata the header's {@code __metadata__}
 */
record SafetensorsHeader(Map<String, Placed> tensors, Map<String, String> metadata) {
  /** Bytes of the length field in front of the header. */
  static final int LENGTH_BYTES = 8;

  /** The largest header that the reference implementation accepts, in bytes. */
  static final long MAXIMUM_BYTES = 100_000_000;

  static final String METADATA_KEY = "__metadata__";
  private static final String COPY_AGAIN = "Copy or download the file again.";

  /**
   * A tensor and the byte range {@code begin .. end - 1} of the data region that holds it.
   *
   * @param entry the tensor
   * @param begin first byte, counted from the end of the header
   * @param end the byte behind its last one
   */
  record Placed(TensorEntry entry, long begin, long end) {}

  /**
   * Parses and checks a header.
   *
   * @param json the header's bytes
   * @param dataBytes size of the data region behind the header
   * @param where the file, for messages
   */
  static SafetensorsHeader parse(byte[] json, long dataBytes, String where) {
    ObjectNode root =
        JsonFiles.parse(
            json, where + ": header", "Check that it is a safetensors file and copy it again.");
    List<String> problems = new ArrayList<>();
    Map<String, Placed> tensors = new LinkedHashMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    root.fields()
        .forEachRemaining(
            field -> {
              if (field.getKey().equals(METADATA_KEY)) {
                field
                    .getValue()
                    .fields()
                    .forEachRemaining(
                        pair -> metadata.put(pair.getKey(), pair.getValue().asText()));
              } else {
                place(field.getKey(), field.getValue(), problems)
                    .ifPresent(placed -> tensors.put(field.getKey(), placed));
              }
            });
    if (problems.isEmpty()) {
      checkCoverage(tensors, dataBytes, problems);
    }
    if (!problems.isEmpty()) {
      throw InputErrors.all(problems.stream().map(problem -> where + ": " + problem).toList());
    }
    return new SafetensorsHeader(tensors, metadata);
  }

  private static Optional<Placed> place(String name, JsonNode node, List<String> problems) {
    String typeName = node.path("dtype").asText();
    Optional<TensorType> type = TensorType.named(typeName);
    if (type.isEmpty()) {
      problems.add(
          "tensor %s has the unknown dtype \"%s\". Known: %s."
              .formatted(name, typeName, TensorType.allNames()));
      return Optional.empty();
    }
    Optional<List<Long>> shape = sizes(node.path("shape"));
    Optional<List<Long>> offsets =
        sizes(node.path("data_offsets")).filter(pair -> pair.size() == 2);
    if (shape.isEmpty() || offsets.isEmpty()) {
      problems.add(
          "tensor %s has shape %s and data_offsets %s, which are not lists of sizes. %s"
              .formatted(name, node.path("shape"), node.path("data_offsets"), COPY_AGAIN));
      return Optional.empty();
    }
    try {
      TensorEntry entry = new TensorEntry(name, type.get(), new TensorShape(shape.get()));
      Placed placed = new Placed(entry, offsets.get().get(0), offsets.get().get(1));
      if (placed.end() - placed.begin() == entry.byteSize()) {
        return Optional.of(placed);
      }
      problems.add(
          "tensor %s of type %s and shape %s needs %d bytes but data_offsets %s hold %d. %s"
              .formatted(
                  name,
                  typeName,
                  entry.shape(),
                  entry.byteSize(),
                  offsets.get(),
                  placed.end() - placed.begin(),
                  COPY_AGAIN));
    } catch (IllegalArgumentException e) {
      problems.add(
          "tensor %s has shape %s, more bytes than a file can hold. %s"
              .formatted(name, shape.get(), COPY_AGAIN));
    }
    return Optional.empty();
  }

  private static Optional<List<Long>> sizes(JsonNode node) {
    if (!node.isArray()) {
      return Optional.empty();
    }
    List<Long> sizes = new ArrayList<>();
    for (JsonNode size : node) {
      if (!size.isIntegralNumber() || !size.canConvertToLong() || size.longValue() < 0) {
        return Optional.empty();
      }
      sizes.add(size.longValue());
    }
    return Optional.of(sizes);
  }

  private static void checkCoverage(
      Map<String, Placed> tensors, long dataBytes, List<String> problems) {
    List<Placed> byOffset = new ArrayList<>(tensors.values());
    byOffset.sort(Comparator.comparingLong(Placed::begin).thenComparingLong(Placed::end));
    long end = 0;
    for (Placed tensor : byOffset) {
      if (tensor.begin() != end) {
        problems.add(
            "tensor %s begins at byte %d of the data where byte %d is due (%s). %s"
                .formatted(
                    tensor.entry().name(),
                    tensor.begin(),
                    end,
                    tensor.begin() < end ? "it overlaps the tensor before it" : "a hole",
                    COPY_AGAIN));
      }
      end = tensor.end();
    }
    if (end != dataBytes) {
      problems.add(
          "the header describes %d bytes of data and the file has %d%s. %s"
              .formatted(end, dataBytes, end > dataBytes ? ": it is truncated" : "", COPY_AGAIN));
    }
  }
}
