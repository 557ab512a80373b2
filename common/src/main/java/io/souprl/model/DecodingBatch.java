package io.souprl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Rows that decode together, one token a step: {@link #next} chooses a token for every row, {@link
 * #keep} drops the rows that are done, {@link #advance} feeds the tokens of the others, and {@link
 * #admit} adds rows between steps. Rows stay in the order in which they were admitted but for those
 * that take the place of one that left. Not thread-safe.
 *
 * <p>Tokens, positions and draws of the rows live on the device; only when rows come or go is
 * anything uploaded.
 */
public final class DecodingBatch implements AutoCloseable {
  private final Decoder decoder;
  private final TokenSampler sampler;
  private final NDManager manager;
  private final BatchCache cache;
  private final PromptMemory memory;
  private long prefilledTokens;
  private Draws draws;
  private NDArray states; // (rows, hidden), which predict the next tokens
  private NDArray chosen; // (rows, 1), int64, tokens chosen but not fed yet
  private NDArray positions; // (rows), int64, of the next tokens
  private float[] logprobs = new float[0]; // of the tokens chosen last

  /**
   * @param temperature divides the logits; 0 takes the most likely token and records
   *     log-probabilities at temperature 1
   */
  public DecodingBatch(Decoder decoder, double temperature, TokenFilter filter) {
    this.decoder = decoder;
    this.manager = decoder.newManager();
    this.cache = new BatchCache(manager, decoder);
    this.memory = new PromptMemory(manager);
    this.draws = new Draws(manager);
    this.sampler = new TokenSampler(temperature, filter);
  }

  /** Rows that decode. */
  public int rows() {
    return cache.rows();
  }

  /** Rows that decode and their lengths. */
  public BatchExtent extent() {
    return cache.extent();
  }

  /** Tokens that the key-value cache has room for. */
  public long cacheTokens() {
    return cache.tokens();
  }

  /** Prompt and prefix tokens that went through the decoder; a group's prompt counts once. */
  public long prefilledTokens() {
    return prefilledTokens;
  }

  /** Adds rows at the end, before the next step, that have no prompt in common with later ones. */
  public float[][] admit(List<DecodingRow> rows) {
    return admit(rows, Optional.empty());
  }

  /**
   * Adds rows at the end, before the next step.
   *
   * @param continued prompt of some of them that the rows added next have too
   * @return log-probabilities of each row's prefix tokens
   */
  public float[][] admit(List<DecodingRow> rows, Optional<int[]> continued) {
    try (Torch.GradientMode off = Torch.gradients(Torch.Recording.OFF);
        NDManager scope = manager.newSubManager()) {
      int[] contexts = rows.stream().mapToInt(DecodingRow::contextLength).toArray();
      int first = cache.rows();
      cache.admit(rows);
      Prefill.Result prefill =
          Prefill.run(
              scope, decoder, sampler.scoringTemperature(), rows, cache, first, memory, continued);
      prefilledTokens += prefill.tokens();
      states = appended(states, prefill.states());
      positions =
          appended(positions, scope.create(IntStream.of(contexts).asLongStream().toArray()));
      for (DecodingRow row : rows) {
        draws.add(row.random(), row.prefix().length);
      }
      draws.upload();
      return prefill.prefixLogprobs();
    }
  }

  private NDArray appended(NDArray old, NDArray added) {
    if (old == null) {
      added.attach(manager);
      return added;
    }
    NDArray all = NDArrays.concat(new NDList(old, added), 0);
    old.close();
    return all;
  }

  /** Chooses the next token of every row. */
  public NextToken next() {
    try (Torch.GradientMode off = Torch.gradients(Torch.Recording.OFF);
        NDManager scope = manager.newSubManager()) {
      int rows = rows();
      int most = Head.chunkRows(decoder.config().vocabularySize());
      NDArray uniforms = sampler.greedy() ? null : draws.next(scope);
      NDList ids = new NDList();
      logprobs = new float[rows];
      int chunks = (rows + most - 1) / most; // of even size
      for (int chunk = 0; chunk < chunks; chunk++) {
        int from = (int) ((long) rows * chunk / chunks);
        int to = (int) ((long) rows * (chunk + 1) / chunks);
        try (NDManager inner = scope.newSubManager()) {
          TokenSampler.Choice choice = choose(inner, uniforms, from, to);
          float[] some = choice.logprobs().toFloatArray();
          System.arraycopy(some, 0, logprobs, from, some.length);
          choice.tokenIds().attach(scope);
          ids.add(choice.tokenIds());
        }
      }
      chosen = ids.size() == 1 ? ids.get(0) : NDArrays.concat(ids, 0);
      chosen.attach(manager);
      for (int i = 0; i < rows; i++) {
        logprobs[i] = Math.min(0f, logprobs[i]); // NaN stays
      }
      return new NextToken(chosen.toLongArray(), logprobs);
    }
  }

  private TokenSampler.Choice choose(NDManager scope, NDArray uniforms, int from, int to) {
    NDArray some = Torch.slice(states, 0, from, to);
    some.attach(scope);
    NDArray logits = Torch.linear(some, decoder.head(), null).toType(DataType.FLOAT32, false);
    NDArray draw = uniforms == null ? null : Torch.slice(uniforms, 0, from, to);
    return sampler.choose(logits, draw);
  }

  /**
   * Drops rows, after {@link #next}.
   *
   * @param live which rows stay
   * @return for each row that is left, in its new order, where it was
   */
  public int[] keep(boolean[] live) {
    for (int row = 0; row < live.length; row++) {
      if (!live[row] && Float.isNaN(logprobs[row])) {
        cache.clear(row);
      }
    }
    int[] order = cache.keep(live);
    return order.length == live.length ? order : select(order);
  }

  private int[] select(int[] order) {
    if (order.length == 0) {
      states.close();
      chosen.close();
      positions.close();
      states = null;
      chosen = null;
      positions = null;
      draws.close();
      draws = new Draws(manager);
      return order;
    }
    try (Torch.GradientMode off = Torch.gradients(Torch.Recording.OFF);
        NDManager scope = manager.newSubManager()) {
      NDArray indices = scope.create(IntStream.of(order).asLongStream().toArray());
      chosen = selected(chosen, indices);
      positions = selected(positions.expandDims(1), indices).reshape(order.length);
      if (!sampler.greedy()) {
        draws.keep(order, indices);
      }
    }
    return order;
  }

  private NDArray selected(NDArray array, NDArray indices) {
    NDArray kept = Torch.rows(indices, array);
    kept.attach(manager);
    array.close();
    return kept;
  }

  /** Feeds the chosen tokens, one a row. */
  public void advance() {
    try (Torch.GradientMode off = Torch.gradients(Torch.Recording.OFF);
        NDManager scope = manager.newSubManager()) {
      cache.prepare();
      chosen.attach(scope);
      positions.attach(scope);
      states.attach(scope);
      states =
          decoder.hidden(
              chosen.reshape(chosen.size()), new StepAttention(decoder, cache, positions));
      positions = positions.add(1);
      cache.advance();
      states.attach(manager);
      positions.attach(manager);
      chosen = null;
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
