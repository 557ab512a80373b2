package io.souprl.generation;

import io.souprl.model.Decoder;
import io.souprl.model.DecodingBatch;
import io.souprl.model.NextToken;
import io.souprl.model.TokenBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * Samples continuations in batches. A token depends on its own request's draws alone, so results do
 * not depend on the order of requests or on the batch size (up to rounding).
 */
public final class Generator {
  private final Decoder decoder;
  private final GenerationSettings settings;
  private final int[] endTokens;
  private final LongConsumer progress;

  /**
   * @param progress told how many tokens each step made
   */
  public Generator(Decoder decoder, GenerationSettings settings, LongConsumer progress) {
    this.decoder = decoder;
    this.settings = settings;
    this.endTokens =
        decoder.config().endOfSequenceIds().stream().mapToInt(Integer::intValue).toArray();
    this.progress = progress;
  }

  /** Same, without progress. */
  public Generator(Decoder decoder, GenerationSettings settings) {
    this(decoder, settings, tokens -> {});
  }

  /** Continuations in the order of the requests, made while they are asked for. */
  public Iterator<Generation> generate(Iterator<GenerationRequest> requests) {
    List<GenerationRequest> all = new ArrayList<>();
    requests.forEachRemaining(all::add);
    return generate(all).iterator();
  }

  /** One continuation a request, in the order of the requests. */
  public List<Generation> generate(List<GenerationRequest> requests) {
    requests.forEach(this::requireFits);
    Generation[] results = new Generation[requests.size()];
    int[] order =
        IntStream.range(0, results.length)
            .boxed()
            .sorted(Comparator.comparingInt(i -> requests.get(i).contextLength()))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int from = 0; from < order.length; from += settings.sequencesPerBatch()) {
      int to = Math.min(order.length, from + settings.sequencesPerBatch());
      List<Sequence> batch = new ArrayList<>();
      for (int i = from; i < to; i++) {
        batch.add(new Sequence(requests.get(order[i])));
      }
      decode(batch);
      for (int i = from; i < to; i++) {
        results[order[i]] = batch.get(i - from).result();
      }
    }
    return Arrays.asList(results);
  }

  private void requireFits(GenerationRequest request) {
    long longest = (long) request.promptTokenIds().length + request.maxTokens();
    int positions = decoder.config().maximumPositions();
    if (longest > positions) {
      throw new IllegalArgumentException(
          "Cannot generate: a prompt of %d tokens and at most %d response tokens exceed the model's %d positions"
              .formatted(request.promptTokenIds().length, request.maxTokens(), positions));
    }
  }

  private void decode(List<Sequence> batch) {
    List<Sequence> rows = new ArrayList<>(batch);
    while (rows.size() < TokenBatch.MINIMUM_ROWS) {
      rows.add(
          rows.get(0)); // copies of the first row, so that its rounding is that of a full batch
    }
    List<int[]> contexts = rows.stream().map(Sequence::context).toList();
    int[] prefixes = rows.stream().mapToInt(row -> row.request.prefixTokenIds().length).toArray();
    int newTokens = batch.stream().mapToInt(Sequence::room).max().orElseThrow();
    try (DecodingBatch decoding =
        new DecodingBatch(
            decoder, contexts, prefixes, settings.sampling().temperature(), newTokens)) {
      for (int row = 0; row < batch.size(); row++) {
        batch.get(row).prefixLogprobs = decoding.prefixLogprobs(row);
      }
      for (int step = 0; ; step++) {
        NextToken next = decoding.next(uniforms(rows, step));
        long live = append(rows, next, step);
        progress.accept(live);
        if (batch.stream().allMatch(Sequence::done)) {
          return;
        }
        long[] tokens = next.tokenIds();
        int[] kept = RowSelection.kept(rows.stream().map(Sequence::done).toList());
        if (kept.length < rows.size()) {
          decoding.keep(kept);
          tokens = Arrays.stream(kept).mapToLong(row -> next.tokenIds()[row]).toArray();
          rows = new ArrayList<>(Arrays.stream(kept).mapToObj(rows::get).toList());
        }
        decoding.advance(tokens);
      }
    }
  }

  private static double[] uniforms(List<Sequence> rows, int step) {
    double[] draws = new double[rows.size()];
    for (int row = 0; row < draws.length; row++) {
      GenerationRequest request = rows.get(row).request;
      draws[row] = request.random().uniform((long) request.prefixTokenIds().length + step);
    }
    return draws;
  }

  /** Appends this step's tokens; a sequence that stands in several rows takes one. */
  private long append(List<Sequence> rows, NextToken next, int step) {
    long appended = 0;
    for (int row = 0; row < rows.size(); row++) {
      Sequence sequence = rows.get(row);
      if (!sequence.done() && sequence.length == step) {
        sequence.append((int) next.tokenIds()[row], next.logprobs()[row], endTokens);
        appended++;
      }
    }
    return appended;
  }

  /** One response in the making. */
  private static final class Sequence {
    private final GenerationRequest request;
    private final int[] tokens;
    private final float[] logprobs;
    private float[] prefixLogprobs;
    private int length;
    private FinishReason finished;

    Sequence(GenerationRequest request) {
      this.request = request;
      this.tokens = new int[room()];
      this.logprobs = new float[room()];
    }

    int room() {
      return request.maxTokens() - request.prefixTokenIds().length;
    }

    int[] context() {
      int[] prompt = request.promptTokenIds();
      int[] prefix = request.prefixTokenIds();
      int[] all = Arrays.copyOf(prompt, prompt.length + prefix.length);
      System.arraycopy(prefix, 0, all, prompt.length, prefix.length);
      return all;
    }

    boolean done() {
      return finished != null;
    }

    void append(int token, float logprob, int[] endTokens) {
      tokens[length] = token;
      logprobs[length] = logprob;
      length++;
      if (IntStream.of(endTokens).anyMatch(end -> end == token)) {
        finished = FinishReason.STOP;
      } else if (length == tokens.length) {
        finished = FinishReason.LENGTH;
      }
    }

    Generation result() {
      return new Generation(
          Arrays.copyOf(tokens, length),
          Arrays.copyOf(logprobs, length),
          prefixLogprobs,
          finished,
          null);
    }
  }
}
