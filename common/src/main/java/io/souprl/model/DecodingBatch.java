package io.souprl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * Rows that decode together, one token a step, with a key-value cache. Contexts are padded on the
 * left, so that all rows write the same cache column; rows that are done leave by {@link #keep}.
 */
public final class DecodingBatch implements AutoCloseable {
  private final Decoder decoder;
  private final double temperature;
  private final NDManager manager;
  private final KeyValueCache cache;
  private final float[][] prefixLogprobs;
  private NDArray padding; // (rows, 1), int64
  private NDArray states; // (rows, hidden) of the newest column

  /**
   * Prefills the contexts.
   *
   * @param contexts a prompt and maybe a response prefix a row
   * @param prefixLengths how many tokens at the end of each context are a response prefix
   * @param temperature 0 is greedy
   * @param newTokens most tokens that any row will decode
   */
  public DecodingBatch(
      Decoder decoder,
      List<int[]> contexts,
      int[] prefixLengths,
      double temperature,
      int newTokens) {
    this.decoder = decoder;
    this.temperature = temperature;
    this.manager = Torch.newManager();
    int longest = contexts.stream().mapToInt(context -> context.length).max().orElseThrow();
    this.cache = new KeyValueCache(manager, decoder.config(), contexts.size(), longest + newTokens);
    try {
      this.prefixLogprobs = prefill(contexts, prefixLengths, longest);
    } catch (RuntimeException | Error e) {
      manager.close();
      throw e;
    }
  }

  private float[][] prefill(List<int[]> contexts, int[] prefixLengths, int longest) {
    long[] ids = new long[Math.multiplyExact(contexts.size(), longest)]; // padded with id 0
    long[] pads = new long[contexts.size()];
    for (int row = 0; row < contexts.size(); row++) {
      int[] context = contexts.get(row);
      pads[row] = (long) longest - context.length;
      for (int i = 0; i < context.length; i++) {
        ids[row * longest + (int) pads[row] + i] = context[i];
      }
    }
    try (Torch.GradientMode off = Torch.gradients(Torch.Recording.OFF);
        NDManager scope = manager.newSubManager()) {
      padding = manager.create(pads, new Shape(pads.length, 1));
      NDArray hidden =
          decoder.hidden(scope.create(ids, new Shape(pads.length, longest)), padding, cache);
      newest(hidden, longest);
      return scorePrefixes(scope, hidden, ids, prefixLengths);
    }
  }

  private float[][] scorePrefixes(NDManager scope, NDArray hidden, long[] ids, int[] lengths) {
    int longest = (int) hidden.getShape().get(1);
    int total = Arrays.stream(lengths).sum();
    long[] positions = new long[total];
    long[] targets = new long[total];
    int at = 0;
    for (int row = 0; row < lengths.length; row++) {
      for (int column = longest - lengths[row]; column < longest; column++, at++) {
        positions[at] = (long) row * longest + column - 1;
        targets[at] = ids[row * longest + column];
      }
    }
    float[][] logprobs = new float[lengths.length][];
    float[] all = new float[0];
    if (total > 0) {
      NDArray flat = hidden.reshape(-1, decoder.config().hiddenSize());
      NDArray chosen = Torch.rows(scope.create(positions), flat);
      all = new Head(decoder.head(), scoringTemperature()).scores(chosen, targets).logprobs();
    }
    at = 0;
    for (int row = 0; row < lengths.length; row++) {
      logprobs[row] = Arrays.copyOfRange(all, at, at + lengths[row]);
      at += lengths[row];
    }
    return logprobs;
  }

  private double scoringTemperature() {
    return temperature == 0 ? 1 : temperature;
  }

  /** Log-probabilities of each row's response prefix, from the prefill. */
  public float[] prefixLogprobs(int row) {
    return prefixLogprobs[row];
  }

  /** Chooses the next token of every row; one draw in (0, 1) a row, ignored when greedy. */
  public NextToken next(double[] uniforms) {
    int rows = uniforms.length;
    int most = Head.chunkRows(decoder.config().vocabularySize());
    int chunks = (rows + most - 1) / most;
    long[] tokenIds = new long[rows];
    float[] logprobs = new float[rows];
    for (int chunk = 0; chunk < chunks; chunk++) {
      int from = (int) ((long) rows * chunk / chunks); // chunks of even size
      int to = (int) ((long) rows * (chunk + 1) / chunks);
      NextToken part = next(from, to, Arrays.copyOfRange(uniforms, from, to));
      System.arraycopy(part.tokenIds(), 0, tokenIds, from, to - from);
      System.arraycopy(part.logprobs(), 0, logprobs, from, to - from);
    }
    return new NextToken(tokenIds, logprobs);
  }

  private NextToken next(int from, int to, double[] uniforms) {
    try (Torch.GradientMode off = Torch.gradients(Torch.Recording.OFF);
        NDManager scope = manager.newSubManager()) {
      NDArray chosen = Torch.slice(states, 0, from, to);
      chosen.attach(scope);
      NDArray logits = Torch.linear(chosen, decoder.head(), null);
      return temperature == 0
          ? NextToken.greedy(logits)
          : NextToken.sample(logits, temperature, uniforms);
    }
  }

  /** Feeds one token a row. */
  public void advance(long[] tokenIds) {
    try (Torch.GradientMode off = Torch.gradients(Torch.Recording.OFF);
        NDManager scope = manager.newSubManager()) {
      NDArray ids = scope.create(tokenIds, new Shape(tokenIds.length, 1));
      newest(decoder.hidden(ids, padding, cache), 1);
    }
  }

  /** Keeps only these rows, in this order. */
  public void keep(int[] rows) {
    try (Torch.GradientMode off = Torch.gradients(Torch.Recording.OFF);
        NDManager scope = manager.newSubManager()) {
      NDArray indices = scope.create(Arrays.stream(rows).asLongStream().toArray());
      cache.select(indices);
      long[] pads = padding.toLongArray();
      padding.close();
      padding =
          manager.create(
              Arrays.stream(rows).mapToLong(row -> pads[row]).toArray(), new Shape(rows.length, 1));
      NDArray kept = Torch.rows(indices, states);
      kept.attach(manager);
      states.close();
      states = kept;
    }
  }

  private void newest(NDArray hidden, long columns) {
    NDArray last =
        Torch.slice(hidden, 1, columns - 1, columns)
            .reshape(hidden.getShape().get(0), hidden.getShape().get(2))
            .duplicate();
    last.attach(manager);
    if (states != null) {
      states.close();
    }
    states = last;
  }

  @Override
  public void close() {
    manager.close();
  }
}
