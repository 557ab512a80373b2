package io.souprl.model;

import io.souprl.checkpoint.ModelConfig;
import io.souprl.checkpoint.SafetensorsWriter;
import io.souprl.checkpoint.TensorEntry;
import io.souprl.checkpoint.TensorShape;
import io.souprl.checkpoint.TensorType;
import io.souprl.error.InputErrors;
import io.souprl.model.AttentionTensors.Biases;
import io.souprl.model.Parameter.Part;
import io.souprl.model.llama.LlamaAttention;
import io.souprl.model.qwen2.Qwen2Attention;
import io.souprl.model.qwen3.Qwen3Attention;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The order and shapes of a decoder's parameters: embedding, then for each layer input norm, fused
 * query-key-value weight and bias, query and key norm, output projection and its bias,
 * post-attention norm, fused gate-up, down projection; then the final norm and, when it is not
 * tied, the head. Biases and the norms of queries and keys are there where the family has them.
 */
public final class ParameterLayout {
  // Parameters of one layer, in this order; those marked are not in every family.
  static final int INPUT_NORM = 0;
  static final int QKV_WEIGHT = 1;
  static final int QKV_BIAS = 2; // optional
  static final int QUERY_NORM = 3; // optional
  static final int KEY_NORM = 4; // optional
  static final int OUTPUT_WEIGHT = 5;
  static final int OUTPUT_BIAS = 6; // optional
  static final int POST_ATTENTION_NORM = 7;
  static final int GATE_UP_WEIGHT = 8;
  static final int DOWN_WEIGHT = 9;
  private static final int SLOTS = 10;
  private static final int ABSENT = -1;

  /** The longest array that every JVM makes. */
  private static final long MAXIMUM_ELEMENTS = Integer.MAX_VALUE - 8;

  private final List<Parameter> parameters;
  private final int layers;
  private final int[] offsets; // of each slot within its layer, or ABSENT
  private final int parametersPerLayer;

  private ParameterLayout(ModelConfig config) {
    List<Parameter> list = new ArrayList<>();
    int hidden = config.hiddenSize();
    list.add(single("embedding", "model.embed_tokens.weight", config.vocabularySize(), hidden));
    Parameter[] first = layer(config, 0);
    this.offsets = new int[SLOTS];
    int present = 0;
    for (int slot = 0; slot < SLOTS; slot++) {
      offsets[slot] = first[slot] == null ? ABSENT : present++;
    }
    this.parametersPerLayer = present;
    this.layers = config.layers();
    for (int layer = 0; layer < layers; layer++) {
      Arrays.stream(layer(config, layer)).filter(slot -> slot != null).forEach(list::add);
    }
    list.add(single("norm", "model.norm.weight", hidden));
    if (!config.tiedEmbeddings()) {
      list.add(single("head", "lm_head.weight", config.vocabularySize(), hidden));
    }
    this.parameters = List.copyOf(list);
  }

  /**
   * The layout of a decoder of this configuration.
   *
   * @throws io.souprl.error.InputException when a parameter has more elements than an array holds
   */
  public static ParameterLayout of(ModelConfig config) {
    ParameterLayout layout = new ParameterLayout(config);
    layout.parameters.forEach(ParameterLayout::requireArray);
    return layout;
  }

  private static void requireArray(Parameter parameter) {
    long left = MAXIMUM_ELEMENTS;
    for (Part part : parameter.parts()) {
      long elements = part.tensorShape().elementCount();
      if (elements > left) {
        throw InputErrors.of(
            ModelConfig.FILE_NAME,
            "tensor %s of shape %s makes %s larger than an array of 2^31 elements"
                .formatted(part.tensor(), part.tensorShape(), parameter.name()),
            "Use a smaller model.");
      }
      left -= elements;
    }
  }

  private static AttentionTensors attention(ModelConfig config) {
    return switch (config.architecture()) {
      case QWEN2 -> Qwen2Attention.tensors();
      case QWEN3 -> Qwen3Attention.tensors(config);
      case LLAMA -> LlamaAttention.tensors(config);
    };
  }

  /** The parameters of a layer by slot, null where the family has none. */
  private static Parameter[] layer(ModelConfig config, int layer) {
    AttentionTensors attention = attention(config);
    String module = "model.layers." + layer + ".";
    String name = "layers." + layer + ".";
    int hidden = config.hiddenSize();
    int intermediate = config.intermediateSize();
    int queryWidth = config.attentionHeads() * config.headDimension();
    int keyWidth = config.keyValueHeads() * config.headDimension();
    List<String> projections = attention.projections().all();
    int[] widths = {queryWidth, keyWidth, keyWidth};
    List<Part> weights = new ArrayList<>();
    List<Part> biases = new ArrayList<>();
    for (int i = 0; i < widths.length; i++) {
      weights.add(part(module + projections.get(i) + ".weight", widths[i], hidden));
      biases.add(part(module + projections.get(i) + ".bias", widths[i]));
    }
    Parameter[] slots = new Parameter[SLOTS];
    slots[INPUT_NORM] = single(name + "input-norm", module + "input_layernorm.weight", hidden);
    slots[QKV_WEIGHT] = stacked(name + "qkv.weight", weights);
    if (attention.biases() != Biases.NONE) {
      slots[QKV_BIAS] = stacked(name + "qkv.bias", biases);
    }
    attention
        .headNorms()
        .ifPresent(
            norms -> {
              int width = config.headDimension();
              slots[QUERY_NORM] =
                  single(name + "query-norm", module + norms.query() + ".weight", width);
              slots[KEY_NORM] = single(name + "key-norm", module + norms.key() + ".weight", width);
            });
    String output = module + attention.output();
    slots[OUTPUT_WEIGHT] = single(name + "output.weight", output + ".weight", hidden, queryWidth);
    if (attention.biases() == Biases.ALL) {
      slots[OUTPUT_BIAS] = single(name + "output.bias", output + ".bias", hidden);
    }
    slots[POST_ATTENTION_NORM] =
        single(name + "post-attention-norm", module + "post_attention_layernorm.weight", hidden);
    slots[GATE_UP_WEIGHT] =
        stacked(
            name + "gate-up.weight",
            List.of(
                part(module + "mlp.gate_proj.weight", intermediate, hidden),
                part(module + "mlp.up_proj.weight", intermediate, hidden)));
    slots[DOWN_WEIGHT] =
        single(name + "down.weight", module + "mlp.down_proj.weight", hidden, intermediate);
    return slots;
  }

  /** All parameters in order. */
  public List<Parameter> parameters() {
    return parameters;
  }

  /** Total number of elements. */
  public long size() {
    return parameters.stream().mapToLong(Parameter::size).sum();
  }

  /** New arrays of zeros, one a parameter. */
  public float[][] zeros() {
    return parameters.stream()
        .map(parameter -> new float[parameter.size()])
        .toArray(float[][]::new);
  }

  /** Name to shape of every tensor that the checkpoint must hold. */
  public Map<String, TensorShape> tensors() {
    Map<String, TensorShape> shapes = new LinkedHashMap<>();
    for (Parameter parameter : parameters) {
      for (Part part : parameter.parts()) {
        shapes.put(part.tensor(), part.tensorShape());
      }
    }
    return shapes;
  }

  /** What a file with these tensors declares, each name behind a prefix. */
  List<TensorEntry> entries(String prefix, TensorType type) {
    return tensors().entrySet().stream()
        .map(tensor -> new TensorEntry(prefix + tensor.getKey(), type, tensor.getValue()))
        .toList();
  }

  /** Appends one array a parameter as those tensors. */
  void append(SafetensorsWriter writer, String prefix, float[][] values) {
    for (int i = 0; i < values.length; i++) {
      int at = 0;
      for (Part part : parameters.get(i).parts()) {
        writer.append(prefix + part.tensor(), values[i], at, part.size());
        at += part.size();
      }
    }
  }

  int embedding() {
    return 0;
  }

  /** Reads a tensor of the layout into a stretch of an array. */
  interface PartReader {
    void read(Part part, float[] destination, int from);
  }

  /** New arrays, one a parameter, filled part by part. */
  float[][] read(PartReader reader) {
    float[][] values = zeros();
    for (int i = 0; i < values.length; i++) {
      int at = 0;
      for (Part part : parameters.get(i).parts()) {
        reader.read(part, values[i], at);
        at += part.size();
      }
    }
    return values;
  }

  /** Whether layers have a parameter in this slot. */
  boolean has(int slot) {
    return offsets[slot] != ABSENT;
  }

  /** Index of a layer's parameter, which must be there. */
  int of(int layer, int slot) {
    if (!has(slot)) {
      throw new IllegalArgumentException("Cannot find slot " + slot + ": this family has none");
    }
    return 1 + layer * parametersPerLayer + offsets[slot];
  }

  int norm() {
    return 1 + layers * parametersPerLayer;
  }

  /** The output head: a parameter of its own or, when tied, the embedding. */
  int head() {
    return parameters.size() > norm() + 1 ? norm() + 1 : embedding();
  }

  private static Part part(String tensor, Integer... shape) {
    return new Part(tensor, List.of(shape));
  }

  private static Parameter single(String name, String tensor, Integer... shape) {
    return new Parameter(name, List.of(shape), List.of(part(tensor, shape)));
  }

  private static Parameter stacked(String name, List<Part> parts) {
    List<Integer> shape = new ArrayList<>(parts.get(0).shape());
    shape.set(0, parts.stream().mapToInt(part -> part.shape().get(0)).sum());
    return new Parameter(name, shape, parts);
  }
}
