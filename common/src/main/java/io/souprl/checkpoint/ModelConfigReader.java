package io.souprl.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.souprl.error.InputErrors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code config.json}, in the layouts of transformers 4 and 5, and refuses what differs. */
final class ModelConfigReader {
  private static final String GENERATION_FILE_NAME = "generation_config.json";

  /** What transformers takes for Qwen3 when no head_dim is written. */
  private static final int QWEN3_HEAD_DIMENSION = 128;

  private static final int MAXIMUM_LAYERS = 100_000;
  private static final int MAXIMUM_PRODUCT = 1 << 30;
  private static final String USE_ANOTHER = "Use a checkpoint without it.";
  private static final String EVEN_HEADS =
      "Rotary embeddings turn pairs: use an even head dimension.";

  private final Path directory;
  private final ConfigKeys keys;

  private ModelConfigReader(Path directory) {
    this.directory = directory;
    this.keys = new ConfigKeys(directory.resolve(ModelConfig.FILE_NAME));
  }

  static ModelConfig read(Path directory) {
    Path file = directory.resolve(ModelConfig.FILE_NAME);
    if (!Files.isRegularFile(file)) {
      throw InputErrors.of(
          file.toString(),
          "there is no such file",
          "Name the directory of a Hugging Face checkpoint, as save_pretrained writes it.");
    }
    return new ModelConfigReader(directory).read();
  }

  private ModelConfig read() {
    Architecture architecture = architecture();
    refuseUnsupported();
    RopeReader rope = new RopeReader(keys);
    int hiddenSize = keys.size("hidden_size");
    int heads = keys.size("num_attention_heads");
    int vocabularySize = keys.size("vocab_size");
    List<String> problems = new ArrayList<>();
    ModelConfig config =
        new ModelConfig(
            architecture,
            vocabularySize,
            hiddenSize,
            keys.size("num_hidden_layers"),
            heads,
            keyValueHeads(heads),
            headDimension(architecture, hiddenSize, heads),
            keys.size("intermediate_size"),
            keys.size("max_position_embeddings"),
            keys.positive("rms_norm_eps", keys.node("rms_norm_eps")),
            rope.theta(),
            rope.scaling(),
            attentionBias(architecture),
            keys.isSet("tie_word_embeddings"),
            endOfSequenceIds(vocabularySize, problems),
            keys.tokenId("bos_token_id", vocabularySize),
            keys.tokenId("pad_token_id", vocabularySize));
    refuseOversized(config);
    problems.addAll(0, keys.problems());
    if (!problems.isEmpty()) {
      throw InputErrors.all(problems);
    }
    return config;
  }

  private Architecture architecture() {
    String name = keys.node("architectures").path(0).asText();
    return Architecture.named(name)
        .orElseGet(
            () -> {
              keys.problem(
                  name.isEmpty()
                      ? "architectures is missing"
                      : "architecture " + name + " is not supported",
                  "Supported: " + Architecture.allNames() + ".");
              return Architecture.QWEN2;
            });
  }

  private void refuseUnsupported() {
    String activation = keys.node("hidden_act").asText("silu");
    if (keys.has("hidden_act") && !activation.equals("silu")) {
      keys.problem("hidden_act " + activation + " is not supported", "Supported: silu.");
    }
    if (keys.isSet("mlp_bias")) {
      keys.problem("mlp_bias: biases in the MLP are not supported", USE_ANOTHER);
    }
    if (keys.has("pretraining_tp") && keys.size("pretraining_tp") > 1) {
      keys.problem(
          "pretraining_tp %s is not supported".formatted(keys.node("pretraining_tp")),
          "Supported: 1.");
    }
    if (keys.has("quantization_config")) {
      keys.problem("quantization_config: quantized weights are not supported", USE_ANOTHER);
    }
    if (keys.has("layer_types")) {
      for (JsonNode type : keys.node("layer_types")) {
        if (!type.asText().equals("full_attention")) {
          keys.problem(
              "layer_types: " + type.asText() + " is not supported", "Supported: full_attention.");
          break;
        }
      }
    } else if (keys.isSet("use_sliding_window") && keys.has("sliding_window")) {
      keys.problem(
          "use_sliding_window: sliding-window attention (sliding_window %s) is not supported"
              .formatted(keys.node("sliding_window")),
          USE_ANOTHER);
    }
  }

  /** Products that sizes of arrays are made of must be such sizes. */
  private void refuseOversized(ModelConfig config) {
    requireProduct("num_attention_heads", config.attentionHeads(), config.headDimension());
    requireProduct("max_position_embeddings", config.maximumPositions(), config.headDimension());
    if (config.layers() > MAXIMUM_LAYERS) {
      keys.problem(
          "num_hidden_layers is %d".formatted(config.layers()),
          "Write a number up to %d.".formatted(MAXIMUM_LAYERS));
    }
  }

  private void requireProduct(String key, int size, int headDimension) {
    if ((long) size * headDimension > MAXIMUM_PRODUCT) {
      keys.problem(
          "%s %d times head_dim %d is out of range".formatted(key, size, headDimension),
          "Copy the file again from its source.");
    }
  }

  /** Qwen2 has no such key: transformers ignores it there. */
  private boolean attentionBias(Architecture architecture) {
    return architecture != Architecture.QWEN2 && keys.isSet("attention_bias");
  }

  private int keyValueHeads(int heads) {
    int keyValueHeads = keys.sizeOr("num_key_value_heads", heads);
    if (heads != ConfigKeys.UNKNOWN
        && keyValueHeads != ConfigKeys.UNKNOWN
        && heads % keyValueHeads != 0) {
      keys.problem(
          "num_attention_heads %d is not a multiple of num_key_value_heads %d"
              .formatted(heads, keyValueHeads),
          "Copy the file again from its source.");
    }
    return keyValueHeads;
  }

  private int headDimension(Architecture architecture, int hiddenSize, int heads) {
    if (keys.has("head_dim")) {
      int headDimension = keys.size("head_dim");
      if (headDimension % 2 != 0) {
        keys.problem("head_dim %d is odd".formatted(headDimension), EVEN_HEADS);
      }
      return headDimension;
    }
    if (architecture == Architecture.QWEN3) {
      return QWEN3_HEAD_DIMENSION;
    }
    if (hiddenSize == ConfigKeys.UNKNOWN || heads == ConfigKeys.UNKNOWN) {
      return ConfigKeys.UNKNOWN;
    }
    if (hiddenSize % heads != 0) {
      keys.problem(
          "hidden_size %d is not a multiple of num_attention_heads %d and there is no head_dim"
              .formatted(hiddenSize, heads),
          "Write head_dim, or copy the file again from its source.");
    } else if (hiddenSize / heads % 2 != 0) {
      keys.problem(
          "hidden_size %d / num_attention_heads %d = %d is odd"
              .formatted(hiddenSize, heads, hiddenSize / heads),
          EVEN_HEADS);
    }
    return hiddenSize / heads;
  }

  private List<Integer> endOfSequenceIds(int vocabularySize, List<String> problems) {
    Path file = directory.resolve(GENERATION_FILE_NAME);
    if (Files.isRegularFile(file)) {
      ConfigKeys generation = new ConfigKeys(file);
      if (generation.has("eos_token_id")) {
        List<Integer> ids = generation.tokenIds("eos_token_id", vocabularySize);
        problems.addAll(generation.problems());
        return ids;
      }
    }
    return keys.tokenIds("eos_token_id", vocabularySize);
  }
}
