package io.souprl.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.souprl.checkpoint.ModelConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Runs the contexts of new rows through the decoder. Each different prompt goes through once,
 * whatever the number of its rows; each response prefix goes through once behind its prompt, which
 * also gives the log-probabilities of its tokens.
 */
final class Prefill {
  /** Padded tokens of one pass at most, unless a single prompt is longer. */
  private static final int TOKENS = 4096;

  /**
   * Parameters of a layer times tokens that are multiplied in the time of a pass's operations, on
   * one core of a CPU.
   */
  private static final long PASS_PARAMETERS = 2_000_000;

  /** Attention scores of one block of columns at most, 128 MiB of float32. */
  private static final long SCORES = 32L << 20;

  private final Decoder decoder;
  private final double scoringTemperature;
  private final List<DecodingRow> rows;
  private final BatchCache target;
  private final int first; // the target's row of the first one
  private final PromptMemory memory;
  private final Optional<int[]> continued;
  private final float[][] prefixLogprobs;
  private final NDList states = new NDList(); // of the last context tokens, as they come
  private final List<Integer> stateRows = new ArrayList<>(); // the row that each belongs to

  private Prefill(
      Decoder decoder,
      double scoringTemperature,
      List<DecodingRow> rows,
      BatchCache target,
      int first,
      PromptMemory memory,
      Optional<int[]> continued) {
    this.decoder = decoder;
    this.scoringTemperature = scoringTemperature;
    this.rows = rows;
    this.target = target;
    this.first = first;
    this.memory = memory;
    this.continued = continued;
    this.prefixLogprobs = new float[rows.size()][0];
  }

  /**
   * What a prefill gives.
   *
   * @param states (rows, hidden) of each row's last context token
   * @param prefixLogprobs log-probabilities of each row's prefix tokens
   * @param tokens that went through the decoder, padding not counted
   */
  record Result(NDArray states, float[][] prefixLogprobs, long tokens) {}

  /**
   * Fills a batch's cache with the contexts of rows.
   *
   * @param first row of the cache that is the first of these
   * @param memory of the last lot's prompt
   * @param continued prompt that is to be remembered, because the next rows have it too
   */
  static Result run(
      NDManager scope,
      Decoder decoder,
      double scoringTemperature,
      List<DecodingRow> rows,
      BatchCache target,
      int first,
      PromptMemory memory,
      Optional<int[]> continued) {
    return new Prefill(decoder, scoringTemperature, rows, target, first, memory, continued)
        .run(scope);
  }

  private Result run(NDManager scope) {
    List<SharedPrompt> prompts = new ArrayList<>();
    for (SharedPrompt prompt : SharedPrompt.of(rows)) {
      if (memory.holds(prompt.tokens().tokenIds())) {
        distribute(scope, List.of(prompt), memory.cache(), memory.end(), scope);
      } else {
        prompts.add(prompt);
      }
    }
    for (int[] pass :
        TokenBatch.pack(prompts.stream().map(SharedPrompt::tokens).toList(), TOKENS)) {
      try (NDManager passScope = scope.newSubManager()) {
        prompts(passScope, IntStream.of(pass).mapToObj(prompts::get).toList(), scope);
      }
    }
    if (continued.isEmpty()) {
      memory.close();
    }
    long[] order = new long[rows.size()];
    for (int i = 0; i < order.length; i++) {
      order[stateRows.get(i)] = i;
    }
    NDArray all = states.size() == 1 ? states.get(0) : NDArrays.concat(states, 0);
    long tokens =
        prompts.stream().mapToLong(prompt -> prompt.tokens().length()).sum()
            + rows.stream().mapToLong(row -> row.prefix().length).sum();
    return new Result(Torch.rows(scope.create(order), all), prefixLogprobs, tokens);
  }

  private void prompts(NDManager scope, List<SharedPrompt> prompts, NDManager result) {
    int longest = prompts.get(0).tokens().length();
    int[][] tokens = new int[prompts.size()][];
    Arrays.setAll(tokens, i -> prompts.get(i).tokens().tokenIds());
    KeyValueCache cache = new KeyValueCache(scope, decoder, tokens.length, longest);
    NDArray hidden = forward(scope, cache, tokens, new int[tokens.length], 0, longest);
    long[] last = new long[tokens.length];
    Arrays.setAll(last, i -> (long) i * longest + tokens[i].length - 1);
    NDArray ends = Torch.rows(scope.create(last), hidden); // (prompts, hidden)
    for (int i = 0; i < tokens.length; i++) {
      if (continued.isPresent() && Arrays.equals(tokens[i], continued.get())) {
        memory.remember(decoder, tokens[i], cache, ends, i);
      }
    }
    distribute(scope, prompts, cache, ends, result);
  }

  /**
   * Gives prompts to their rows.
   *
   * @param cache the prompts, one a row, from the first column on
   * @param ends (prompts, hidden) of their last tokens
   */
  private void distribute(
      NDManager scope,
      List<SharedPrompt> prompts,
      KeyValueCache cache,
      NDArray ends,
      NDManager result) {
    List<Long> plain = new ArrayList<>();
    List<Continuation> prefixed = new ArrayList<>();
    for (int i = 0; i < prompts.size(); i++) {
      for (int row : prompts.get(i).rows()) {
        if (rows.get(row).prefix().length > 0) {
          prefixed.add(new Continuation(row, i));
        } else {
          target.fill(first + row, cache, i, 0, prompts.get(i).tokens().length());
          stateRows.add(row);
          plain.add((long) i);
        }
      }
    }
    if (!plain.isEmpty()) {
      NDArray chosen = scope.create(plain.stream().mapToLong(Long::longValue).toArray());
      keep(Torch.rows(chosen, ends), result);
    }
    List<TokenSequence> prefixes =
        prefixed.stream().map(one -> new TokenSequence(rows.get(one.row).prefix(), 1)).toList();
    for (int[] pass : TokenBatch.pack(prefixes, TOKENS)) {
      int[] lengths = IntStream.of(pass).map(i -> prefixes.get(i).length()).toArray();
      for (LengthBucket bucket : LengthBucket.cut(lengths, passOverhead())) {
        List<Continuation> some =
            IntStream.range(bucket.from(), bucket.to())
                .mapToObj(i -> prefixed.get(pass[i]))
                .toList();
        try (NDManager inner = scope.newSubManager()) {
          prefixes(inner, some, cache, ends, result);
        }
      }
    }
  }

  /** Tokens that take a pass as long as the operations of one more pass do. */
  private long passOverhead() {
    ModelConfig config = decoder.config();
    return PASS_PARAMETERS
        / ((long) config.hiddenSize() * (config.intermediateSize() + config.hiddenSize()));
  }

  /** A row with a prefix, behind the prompt of this index in its pass. */
  private record Continuation(int row, int prompt) {}

  private void prefixes(
      NDManager scope,
      List<Continuation> some,
      KeyValueCache prompts,
      NDArray promptEnds,
      NDManager result) {
    int[][] tokens = new int[some.size()][];
    Arrays.setAll(tokens, i -> rows.get(some.get(i).row).prefix());
    int longest = tokens[0].length;
    int start = prompts.columns();
    int[] padding = new int[tokens.length];
    Arrays.setAll(padding, i -> start - rows.get(some.get(i).row).prompt().length);
    KeyValueCache cache = new KeyValueCache(scope, decoder, tokens.length, start + longest);
    for (int i = 0; i < tokens.length; i++) {
      cache.copy(prompts, some.get(i).prompt, 0, i, padding[i], 1, start - padding[i]);
    }
    NDArray hidden = forward(scope, cache, tokens, padding, start, longest);
    long[] last = new long[tokens.length];
    for (int i = 0; i < tokens.length; i++) {
      int row = some.get(i).row;
      target.fill(first + row, cache, i, padding[i], rows.get(row).contextLength());
      last[i] = (long) i * longest + tokens[i].length - 1;
      stateRows.add(row);
    }
    keep(Torch.rows(scope.create(last), hidden), result);
    score(scope, some, tokens, hidden, promptEnds);
  }

  /** The first token of a prefix is predicted by its prompt's end, the others by the prefix. */
  private void score(
      NDManager scope,
      List<Continuation> some,
      int[][] tokens,
      NDArray hidden,
      NDArray promptEnds) {
    int longest = tokens[0].length;
    long ends = promptEnds.getShape().get(0);
    int total = Arrays.stream(tokens).mapToInt(prefix -> prefix.length).sum();
    long[] predictors = new long[total];
    long[] targets = new long[total];
    int at = 0;
    for (int i = 0; i < tokens.length; i++) {
      for (int t = 0; t < tokens[i].length; t++, at++) {
        predictors[at] = t == 0 ? some.get(i).prompt : ends + (long) i * longest + t - 1;
        targets[at] = tokens[i][t];
      }
    }
    NDArray predicting =
        Torch.rows(scope.create(predictors), NDArrays.concat(new NDList(promptEnds, hidden), 0));
    predicting.attach(scope);
    float[] logprobs = new Head(decoder.head(), scoringTemperature).logprobs(predicting, targets);
    at = 0;
    for (int i = 0; i < tokens.length; i++) {
      prefixLogprobs[some.get(i).row] = Arrays.copyOfRange(logprobs, at, at + tokens[i].length);
      at += tokens[i].length;
    }
  }

  /**
   * Hidden states of columns that are padded on the right, in blocks of columns.
   *
   * @return (rows * length, hidden)
   */
  private NDArray forward(
      NDManager scope, KeyValueCache cache, int[][] tokens, int[] padding, int start, int length) {
    int rows = tokens.length;
    NDList blocks = new NDList();
    for (int from = 0; from < length; ) {
      long scores = (long) rows * decoder.heads().queries() * (start + length);
      int to = (int) Math.min(length, from + Math.max(16, SCORES / scores));
      try (NDManager inner = scope.newSubManager()) {
        NDArray ids = ids(inner, tokens, from, to);
        BlockAttention attention =
            BlockAttention.behind(decoder, inner, cache, padding, start + from, to - from);
        NDArray hidden = decoder.hidden(ids, attention).reshape(rows, to - from, -1);
        hidden.attach(scope);
        blocks.add(hidden);
      }
      from = to;
    }
    NDArray all = blocks.size() == 1 ? blocks.get(0) : NDArrays.concat(blocks, 1);
    return all.reshape((long) rows * length, decoder.config().hiddenSize());
  }

  private static NDArray ids(NDManager scope, int[][] tokens, int from, int to) {
    long[] ids = new long[tokens.length * (to - from)]; // padded with id 0
    for (int row = 0; row < tokens.length; row++) {
      for (int column = from; column < Math.min(to, tokens[row].length); column++) {
        ids[row * (to - from) + column - from] = tokens[row][column];
      }
    }
    return scope.create(ids, new Shape(ids.length));
  }

  private void keep(NDArray some, NDManager result) {
    some.attach(result);
    states.add(some);
  }
}
