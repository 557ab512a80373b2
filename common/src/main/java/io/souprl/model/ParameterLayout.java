package io.souprl.model;

import io.souprl.checkpoint.ModelConfig;
import io.souprl.checkpoint.TensorShape;
import io.souprl.model.Parameter.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The order and shapes of a decoder's parameters: embedding, then for each layer input norm, fused
 * query-key-value weight and bias, output projection, post-attention norm, fused gate-up, down
 * projection; then the final norm and, when it is not tied, the head.
 */
public final class ParameterLayout {
  // Parameters of one layer, in this order.
  static final int INPUT_NORM = 0;
  static final int QKV_WEIGHT = 1;
  static final int QKV_BIAS = 2;
  static final int OUTPUT_WEIGHT = 3;
  static final int POST_ATTENTION_NORM = 4;
  static final int GATE_UP_WEIGHT = 5;
  static final int DOWN_WEIGHT = 6;
  private static final int SLOTS = 7;

  private final List<Parameter> parameters;
  private final int layers;

  private ParameterLayout(List<Parameter> parameters, int layers) {
    this.parameters = List.copyOf(parameters);
    this.layers = layers;
  }

  /** The layout of a Qwen2-architecture decoder of this configuration. */
  public static ParameterLayout of(ModelConfig config) {
    int hidden = config.hiddenSize();
    int queryWidth = config.attentionHeads() * config.headDimension();
    int keyWidth = config.keyValueHeads() * config.headDimension();
    int intermediate = config.intermediateSize();
    List<Parameter> list = new ArrayList<>();
    list.add(single("embedding", "model.embed_tokens.weight", config.vocabularySize(), hidden));
    for (int layer = 0; layer < config.layers(); layer++) {
      String prefix = "model.layers." + layer + ".";
      String name = "layers." + layer + ".";
      String attention = prefix + "self_attn.";
      list.add(single(name + "input-norm", prefix + "input_layernorm.weight", hidden));
      list.add(
          stacked(
              name + "qkv.weight",
              part(attention + "q_proj.weight", queryWidth, hidden),
              part(attention + "k_proj.weight", keyWidth, hidden),
              part(attention + "v_proj.weight", keyWidth, hidden)));
      list.add(
          stacked(
              name + "qkv.bias",
              part(attention + "q_proj.bias", queryWidth),
              part(attention + "k_proj.bias", keyWidth),
              part(attention + "v_proj.bias", keyWidth)));
      list.add(single(name + "output.weight", attention + "o_proj.weight", hidden, queryWidth));
      list.add(
          single(name + "post-attention-norm", prefix + "post_attention_layernorm.weight", hidden));
      list.add(
          stacked(
              name + "gate-up.weight",
              part(prefix + "mlp.gate_proj.weight", intermediate, hidden),
              part(prefix + "mlp.up_proj.weight", intermediate, hidden)));
      list.add(single(name + "down.weight", prefix + "mlp.down_proj.weight", hidden, intermediate));
    }
    list.add(single("norm", "model.norm.weight", hidden));
    if (!config.tiedEmbeddings()) {
      list.add(single("head", "lm_head.weight", config.vocabularySize(), hidden));
    }
    return new ParameterLayout(list, config.layers());
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

  int embedding() {
    return 0;
  }

  int of(int layer, int slot) {
    return 1 + layer * SLOTS + slot;
  }

  int norm() {
    return 1 + layers * SLOTS;
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

  private static Parameter stacked(String name, Part... parts) {
    List<Integer> shape = new ArrayList<>(parts[0].shape());
    shape.set(0, List.of(parts).stream().mapToInt(part -> part.shape().get(0)).sum());
    return new Parameter(name, shape, List.of(parts));
  }
}
