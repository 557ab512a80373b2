package io.souprl.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Reads the rotary embedding's keys of {@code config.json} in both layouts: {@code rope_parameters}
 * with everything (transformers 5), or {@code rope_theta} and {@code rope_scaling} (transformers 4,
 * where the type's key was {@code type} before it was {@code rope_type}).
 */
final class RopeReader {
  /** What transformers takes for all these families when no theta is written. */
  private static final double DEFAULT_THETA = 10_000;

  private static final String NEW_SECTION = "rope_parameters";
  private static final String OLD_SECTION = "rope_scaling";
  private static final String PARTIAL = "partial_rotary_factor";

  private final ConfigKeys keys;
  private final String section;
  private final JsonNode rope;

  RopeReader(ConfigKeys keys) {
    this.keys = keys;
    this.section = keys.has(NEW_SECTION) ? NEW_SECTION : OLD_SECTION;
    this.rope = keys.object(section);
    if (keys.has(NEW_SECTION) && keys.has(OLD_SECTION)) {
      keys.problem("rope_parameters and rope_scaling are both there", "Keep one of them.");
    }
    refusePartial(PARTIAL, keys.node(PARTIAL));
    refusePartial(section + "." + PARTIAL, rope.path(PARTIAL));
    rope.fields()
        .forEachRemaining(
            field -> {
              if (field.getValue().isContainerNode()) {
                keys.problem(
                    "%s.%s is %s".formatted(section, field.getKey(), field.getValue()),
                    "One set of rotary frequencies for all layers is supported.");
              }
            });
  }

  private void refusePartial(String key, JsonNode factor) {
    if (!factor.isMissingNode() && !factor.isNull() && factor.asDouble() != 1) {
      keys.problem("%s %s is not supported".formatted(key, factor), "Supported: 1.");
    }
  }

  /** The base of the frequencies. */
  double theta() {
    if (section.equals(NEW_SECTION) && rope.hasNonNull("rope_theta")) {
      return positive("rope_theta");
    }
    return keys.has("rope_theta")
        ? keys.positive("rope_theta", keys.node("rope_theta"))
        : DEFAULT_THETA;
  }

  RopeScaling scaling() {
    JsonNode written = rope.hasNonNull("rope_type") ? rope.path("rope_type") : rope.path("type");
    String type = written.asText("default");
    return switch (type) {
      case "default" -> RopeScaling.NONE;
      case "linear" -> new RopeScaling.Linear(positive("factor"));
      case "llama3" -> llama3();
      default -> {
        keys.problem(
            "%s: rope type %s is not supported".formatted(section, type),
            "Supported: default, linear, llama3.");
        yield RopeScaling.NONE;
      }
    };
  }

  private RopeScaling llama3() {
    double factor = positive("factor");
    double low = positive("low_freq_factor");
    double high = positive("high_freq_factor");
    String original = "original_max_position_embeddings";
    int positions = keys.size(section + "." + original, rope.path(original));
    if (rope.path("low_freq_factor").isNumber()
        && rope.path("high_freq_factor").isNumber()
        && low >= high) {
      keys.problem(
          "%s: low_freq_factor %s is not below high_freq_factor %s".formatted(section, low, high),
          "Copy the file again from its source.");
    }
    return new RopeScaling.Llama3(factor, low, high, positions);
  }

  private double positive(String key) {
    return keys.positive(section + "." + key, rope.path(key));
  }
}
