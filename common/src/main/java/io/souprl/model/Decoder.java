package io.souprl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.souprl.checkpoint.ModelConfig;

/**
 * A decoder of the Qwen2, Qwen3 and Llama families: RMSNorm, rotary grouped-query attention,
 * SwiGLU, residual connections. Biases and norms of queries and keys take part where the layout has
 * them. Many threads may read one decoder at a time.
 */
public final class Decoder implements AutoCloseable {
  /** Added to the score of a position that must not be seen: softmax gives it exactly 0. */
  private static final float HIDDEN_SCORE = -1e30f;

  private final NDManager manager;
  private final ModelConfig config;
  private final ParameterLayout layout;
  private final NDArray[] parameters;
  private final RotaryEmbedding rotary;
  private final NDArray normEpsilon; // a scalar
  private final NDArray queryScale; // a scalar, 1 / sqrt(head dimension)

  private Decoder(
      NDManager manager,
      ModelConfig config,
      ParameterLayout layout,
      NDArray[] parameters,
      RotaryEmbedding rotary) {
    this.manager = manager;
    this.config = config;
    this.layout = layout;
    this.parameters = parameters;
    this.rotary = rotary;
    this.normEpsilon = manager.create((float) config.normEpsilon());
    this.queryScale = manager.create((float) (1 / Math.sqrt(config.headDimension())));
  }

  /** Copies the weights to the device; the decoder owns them until it is closed. */
  public static Decoder of(NDManager parent, PolicyWeights weights) {
    NDManager manager = parent.newSubManager();
    ModelConfig config = weights.config();
    NDArray[] parameters = new NDArray[weights.values().length];
    for (int i = 0; i < parameters.length; i++) {
      Parameter parameter = weights.layout().parameters().get(i);
      Shape shape = new Shape(parameter.shape().stream().mapToLong(Integer::longValue).toArray());
      parameters[i] = Torch.create(manager, weights.values()[i], shape);
    }
    return new Decoder(
        manager, config, weights.layout(), parameters, RotaryEmbedding.of(manager, config));
  }

  /** A decoder that shares this one's storage, with leaves of its own that collect gradients. */
  Decoder trainable() {
    NDManager own = manager.newSubManager();
    NDArray[] leaves = new NDArray[parameters.length];
    for (int i = 0; i < leaves.length; i++) {
      leaves[i] = parameters[i].stopGradient();
      leaves[i].attach(own);
      leaves[i].setRequiresGradient(true);
    }
    return new Decoder(own, config, layout, leaves, rotary);
  }

  public ModelConfig config() {
    return config;
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
   * @return (rows, length, hidden), after the last norm
   */
  NDArray hidden(NDArray tokenIds) {
    long length = tokenIds.getShape().get(1);
    NDManager scope = tokenIds.getManager();
    NDArray positions = scope.arange(0, (int) length).toType(tokenIds.getDataType(), false);
    NDArray seen = causal(positions, positions).reshape(1, 1, 1, length, length);
    return forward(tokenIds, positions.reshape(1, length), mask(seen), null);
  }

  /**
   * The hidden states of the next columns of left-padded rows; the cache takes their keys and
   * values.
   *
   * @param tokenIds (rows, columns), int64
   * @param padding (rows, 1): how many columns on the left are padding, int64
   * @return (rows, columns, hidden), after the last norm
   */
  NDArray hidden(NDArray tokenIds, NDArray padding, KeyValueCache cache) {
    int columns = (int) tokenIds.getShape().get(1);
    long rows = tokenIds.getShape().get(0);
    int from = cache.length();
    int to = from + columns;
    NDManager scope = tokenIds.getManager();
    NDArray column = scope.arange(from, to).toType(tokenIds.getDataType(), false);
    NDArray all = scope.arange(0, to).toType(tokenIds.getDataType(), false);
    NDArray positions = column.reshape(1, columns).sub(padding).maximum(0);
    if (to > config.maximumPositions()) {
      // Rows that are done go on until they are dropped; what they decode is not read.
      positions = positions.minimum(config.maximumPositions() - 1);
    }
    NDArray real = all.reshape(1, to).gte(padding).reshape(rows, 1, 1, 1, to);
    NDArray seen =
        columns == 1 ? real : real.logicalAnd(causal(column, all).reshape(1, 1, 1, columns, to));
    NDArray hidden = forward(tokenIds, positions, mask(seen), cache);
    cache.advance(columns);
    return hidden;
  }

  private static NDArray causal(NDArray queries, NDArray keys) {
    return keys.reshape(1, keys.size()).lte(queries.reshape(queries.size(), 1));
  }

  private static NDArray mask(NDArray seen) {
    return seen.logicalNot().toType(ai.djl.ndarray.types.DataType.FLOAT32, false).mul(HIDDEN_SCORE);
  }

  private NDArray forward(NDArray tokenIds, NDArray positions, NDArray mask, KeyValueCache cache) {
    NDManager scope = tokenIds.getManager();
    NDArray x = Torch.rows(tokenIds, parameters[layout.embedding()]); // (B, T, hidden)
    RotaryEmbedding.Rotation rotation = rotary.at(positions);
    for (int layer = 0; layer < config.layers(); layer++) {
      try (NDManager inner = scope.newSubManager()) {
        x.attach(inner);
        x = layer(layer, x, rotation, mask, cache);
        x.attach(scope);
      }
    }
    return normalise(x, parameters[layout.norm()]);
  }

  private NDArray layer(
      int layer, NDArray x, RotaryEmbedding.Rotation rotation, NDArray mask, KeyValueCache cache) {
    // Sums go into the newer array in place: backward needs no product's or projection's result.
    NDArray attended = attention(layer, x, rotation, mask, cache);
    NDArray outputBias = optional(layer, ParameterLayout.OUTPUT_BIAS);
    x = Torch.linear(attended, parameter(layer, ParameterLayout.OUTPUT_WEIGHT), outputBias).addi(x);
    NDArray y = normalise(x, parameter(layer, ParameterLayout.POST_ATTENTION_NORM));
    NDArray both = Torch.linear(y, parameter(layer, ParameterLayout.GATE_UP_WEIGHT), null);
    int width = config.intermediateSize();
    NDArray gate = Torch.slice(both, 2, 0, width);
    NDArray up = Torch.slice(both, 2, width, 2L * width);
    NDArray activated =
        Torch.times(Torch.times(gate.getNDArrayInternal().sigmoid(), gate), up); // SwiGLU
    return Torch.linear(activated, parameter(layer, ParameterLayout.DOWN_WEIGHT), null).addi(x);
  }

  private NDArray attention(
      int layer, NDArray x, RotaryEmbedding.Rotation rotation, NDArray mask, KeyValueCache cache) {
    long rows = x.getShape().get(0);
    long length = x.getShape().get(1);
    int heads = config.attentionHeads();
    int keyHeads = config.keyValueHeads();
    int repeats = heads / keyHeads;
    int dimension = config.headDimension();

    NDArray y = normalise(x, parameter(layer, ParameterLayout.INPUT_NORM));
    NDArray qkv =
        Torch.linear(
                y,
                parameter(layer, ParameterLayout.QKV_WEIGHT),
                optional(layer, ParameterLayout.QKV_BIAS))
            .reshape(rows, length, heads + 2L * keyHeads, dimension)
            .swapAxes(1, 2); // (B, heads + 2 kv, T, d)
    NDArray unrotated = normaliseHeads(layer, Torch.slice(qkv, 1, 0, heads + keyHeads));
    NDArray rotated = rotation.apply(unrotated);
    NDArray query = Torch.slice(rotated, 1, 0, heads);
    NDArray key = Torch.slice(rotated, 1, heads, heads + keyHeads);
    NDArray value = Torch.slice(qkv, 1, heads + keyHeads, heads + 2L * keyHeads);
    if (cache != null) {
      cache.write(layer, key, value);
      long columns = cache.length() + length;
      key = cache.keys(layer, columns);
      key.attach(x.getManager());
      value = cache.values(layer, columns);
      value.attach(x.getManager());
    }
    long seen = key.getShape().get(2);
    // Queries that share a key-value head lie next to each other: one product serves them all.
    NDArray grouped = query.mul(queryScale).reshape(rows, keyHeads, repeats * length, dimension);
    NDArray weights =
        grouped
            .matMul(key.swapAxes(2, 3)) // (B, kv, repeats * T, S)
            .reshape(rows, keyHeads, repeats, length, seen)
            .addi(mask)
            .softmax(-1)
            .reshape(rows, keyHeads, repeats * length, seen);
    return weights
        .matMul(value) // (B, kv, repeats * T, d)
        .reshape(rows, heads, length, dimension)
        .swapAxes(1, 2)
        .reshape(rows, length, (long) heads * dimension);
  }

  /** RMSNorm (arXiv 1910.07467): x / sqrt(mean(x^2) + epsilon) times the gain. */
  private NDArray normalise(NDArray x, NDArray gain) {
    return Torch.times(unit(x), gain);
  }

  private NDArray unit(NDArray x) {
    int last = x.getShape().dimension() - 1;
    return x.div(x.square().mean(new int[] {last}, true).addi(normEpsilon).sqrt());
  }

  /**
   * RMSNorm of each head, with one gain for all query heads and one for all key heads.
   *
   * @param x query heads, then key heads: (B, heads + kv, T, d)
   */
  private NDArray normaliseHeads(int layer, NDArray x) {
    if (!layout.has(ParameterLayout.QUERY_NORM)) {
      return x;
    }
    NDArray unit = unit(x);
    int heads = config.attentionHeads();
    NDArray query = Torch.slice(unit, 1, 0, heads);
    NDArray key = Torch.slice(unit, 1, heads, heads + (long) config.keyValueHeads());
    return Torch.times(query, parameter(layer, ParameterLayout.QUERY_NORM))
        .concat(Torch.times(key, parameter(layer, ParameterLayout.KEY_NORM)), 1);
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
