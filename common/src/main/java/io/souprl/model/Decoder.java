package io.souprl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.souprl.checkpoint.ModelConfig;

/**
 * A decoder of the Qwen2, Qwen3 and Llama families: RMSNorm, rotary grouped-query attention,
 * SwiGLU, residual connections. Biases and norms of queries and keys take part where the layout has
 * them. Many threads may read one decoder at a time.
 */
public final class Decoder implements AutoCloseable {
  private final NDManager manager;
  private final ModelConfig config;
  private final ComputeType type;
  private final HeadShape heads;
  private final ParameterLayout layout;
  private final NDArray[] parameters;
  private final RotaryEmbedding rotary;
  private final NDArray normEpsilon; // a scalar
  private final NDArray queryScale; // a scalar, 1 / sqrt(head dimension)

  private Decoder(
      NDManager manager,
      ModelConfig config,
      ComputeType type,
      ParameterLayout layout,
      NDArray[] parameters,
      RotaryEmbedding rotary) {
    this.manager = manager;
    this.config = config;
    this.type = type;
    this.heads = HeadShape.of(config);
    this.layout = layout;
    this.parameters = parameters;
    this.rotary = rotary;
    this.normEpsilon = manager.create((float) config.normEpsilon());
    this.queryScale =
        manager
            .create((float) (1 / Math.sqrt(config.headDimension())))
            .toType(type.dataType(), false);
  }

  /** A decoder in float32, as training needs it. */
  public static Decoder of(NDManager parent, PolicyWeights weights) {
    return of(parent, weights, ComputeType.FLOAT32);
  }

  /** Copies the weights to the manager's device; the decoder owns them until it is closed. */
  public static Decoder of(NDManager parent, PolicyWeights weights, ComputeType type) {
    NDManager manager = parent.newSubManager();
    ModelConfig config = weights.config();
    NDArray[] parameters = new NDArray[weights.values().length];
    for (int i = 0; i < parameters.length; i++) {
      Parameter parameter = weights.layout().parameters().get(i);
      Shape shape = new Shape(parameter.shape().stream().mapToLong(Integer::longValue).toArray());
      parameters[i] = Torch.create(manager, weights.values()[i], shape, type.dataType());
    }
    RotaryEmbedding rotary = RotaryEmbedding.of(manager, config, type);
    return new Decoder(manager, config, type, weights.layout(), parameters, rotary);
  }

  /**
   * A float32 decoder that shares this one's storage, with leaves of its own that collect
   * gradients.
   */
  Decoder trainable() {
    if (type != ComputeType.FLOAT32) {
      throw new IllegalStateException("Cannot train a decoder of type " + type);
    }
    NDManager own = manager.newSubManager();
    NDArray[] leaves = new NDArray[parameters.length];
    for (int i = 0; i < leaves.length; i++) {
      leaves[i] = parameters[i].stopGradient();
      leaves[i].attach(own);
      leaves[i].setRequiresGradient(true);
    }
    return new Decoder(own, config, type, layout, leaves, rotary);
  }

  /** A new top-level manager of the decoder's device; the caller closes it. */
  NDManager newManager() {
    return Torch.newManager(manager.getDevice());
  }

  public ModelConfig config() {
    return config;
  }

  HeadShape heads() {
    return heads;
  }

  DataType dataType() {
    return type.dataType();
  }

  NDArray queryScale() {
    return queryScale;
  }

  ParameterLayout layout() {
    return layout;
  }

  NDArray parameter(int index) {
    return parameters[index];
  }

  NDArray head() {
    return parameters[layout.head()];
  }

  /**
   * Overwrites the weights in place; passes that share them see the new ones. No other thread may
   * use the decoder meanwhile.
   */
  public void load(float[][] values) {
    for (int i = 0; i < parameters.length; i++) {
      Torch.overwrite(parameters[i], values[i]);
    }
  }

  /**
   * The final hidden states of rows that start at position 0 and are padded on the right.
   *
   * @param tokenIds (rows, length), int64
   * @return (rows * length, hidden), after the last norm
   */
  NDArray hidden(NDArray tokenIds) {
    int rows = (int) tokenIds.getShape().get(0);
    int length = (int) tokenIds.getShape().get(1);
    BlockAttention attention = BlockAttention.alone(this, tokenIds.getManager(), rows, length);
    return hidden(tokenIds.reshape((long) rows * length), attention);
  }

  /**
   * The final hidden states of a pass.
   *
   * @param tokenIds (tokens), int64
   * @return (tokens, hidden), after the last norm
   */
  NDArray hidden(NDArray tokenIds, Attention attention) {
    NDManager scope = tokenIds.getManager();
    NDArray x = Torch.rows(tokenIds, parameters[layout.embedding()]); // (N, hidden)
    for (int layer = 0; layer < config.layers(); layer++) {
      try (NDManager inner = scope.newSubManager()) {
        x.attach(inner);
        x = layer(layer, x, attention);
        x.attach(scope);
      }
    }
    return normalise(x, parameters[layout.norm()]);
  }

  private NDArray layer(int layer, NDArray x, Attention attention) {
    NDArray projected =
        Torch.linear(
            normalise(x, parameter(layer, ParameterLayout.INPUT_NORM)),
            parameter(layer, ParameterLayout.QKV_WEIGHT),
            optional(layer, ParameterLayout.QKV_BIAS));
    NDArray attended = attention.attend(layer, projected);
    // Sums go into the newer array in place: backward needs no product's or projection's result.
    NDArray outputBias = optional(layer, ParameterLayout.OUTPUT_BIAS);
    x = Torch.linear(attended, parameter(layer, ParameterLayout.OUTPUT_WEIGHT), outputBias).addi(x);
    NDArray y = normalise(x, parameter(layer, ParameterLayout.POST_ATTENTION_NORM));
    NDArray both = Torch.linear(y, parameter(layer, ParameterLayout.GATE_UP_WEIGHT), null);
    int width = config.intermediateSize();
    NDArray gate = Torch.slice(both, 1, 0, width);
    NDArray up = Torch.slice(both, 1, width, 2L * width);
    NDArray activated =
        Torch.times(Torch.times(gate.getNDArrayInternal().sigmoid(), gate), up); // SwiGLU
    return Torch.linear(activated, parameter(layer, ParameterLayout.DOWN_WEIGHT), null).addi(x);
  }

  /**
   * Query heads, then key heads, turned to their positions and, where the family does so, normed
   * before.
   *
   * @param x (rows, heads + key-value heads, .., dimension)
   */
  NDArray rotate(int layer, NDArray x, RotaryEmbedding.Rotation rotation) {
    if (!layout.has(ParameterLayout.QUERY_NORM)) {
      return rotation.apply(x);
    }
    NDArray unit = unit(x);
    NDArray query = Torch.times(heads.query(unit, 1), parameter(layer, ParameterLayout.QUERY_NORM));
    NDArray key = Torch.times(heads.key(unit, 1), parameter(layer, ParameterLayout.KEY_NORM));
    return rotation.apply(query.concat(key, 1));
  }

  /** The rotation of positions, (rows, length) gives factors of (rows, 1, length, dimension). */
  RotaryEmbedding.Rotation rotation(NDArray positions) {
    return rotary.at(positions);
  }

  /** What is added to attention scores: 0 where seen, else as good as minus infinity. */
  NDArray mask(NDArray seen) {
    return seen.logicalNot().toType(dataType(), false).mul(type.hiddenScore());
  }

  /** RMSNorm (arXiv 1910.07467): x / sqrt(mean(x^2) + epsilon) times the gain. */
  private NDArray normalise(NDArray x, NDArray gain) {
    return Torch.times(unit(x), gain);
  }

  /** Scales the last axis to a mean square of 1, in float32. */
  private NDArray unit(NDArray x) {
    int last = x.getShape().dimension() - 1;
    NDArray wide = x.toType(DataType.FLOAT32, false);
    NDArray scale = wide.square().mean(new int[] {last}, true).addi(normEpsilon).sqrt();
    return wide.div(scale).toType(dataType(), false);
  }

  private NDArray parameter(int layer, int slot) {
    return parameters[layout.of(layer, slot)];
  }

  /** A parameter that not every family has, or null. */
  private NDArray optional(int layer, int slot) {
    return layout.has(slot) ? parameter(layer, slot) : null;
  }

  @Override
  public void close() {
    manager.close();
  }
}
