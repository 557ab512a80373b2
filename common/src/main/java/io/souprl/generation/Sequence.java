package io.souprl.generation;

import io.souprl.model.DecodingRow;
import java.util.Arrays;

/** One response in the making. */
final class Sequence {
  private static final int FIRST_CAPACITY = 32;

  private final GenerationRequest request;
  private int[] tokens = new int[FIRST_CAPACITY];
  private float[] logprobs = new float[FIRST_CAPACITY];
  private float[] prefixLogprobs;
  private int length;
  private Generation result;

  Sequence(GenerationRequest request) {
    this.request = request;
  }

  GenerationRequest request() {
    return request;
  }

  DecodingRow row() {
    return new DecodingRow(
        request.promptTokenIds(), request.prefixTokenIds(), room(), request.random());
  }

  /** Tokens that may be sampled. */
  int room() {
    return request.maxTokens() - request.prefixTokenIds().length;
  }

  boolean done() {
    return result != null;
  }

  Generation result() {
    return result;
  }

  void start(float[] prefixScores) {
    prefixLogprobs = prefixScores;
  }

  void fail(String error) {
    result = Generation.failed(error);
    tokens = null;
    logprobs = null;
  }

  void append(int token, float logprob, StopCondition stop) {
    if (!Float.isFinite(logprob)) {
      fail("the log-probability of response token %d is %s".formatted(length, logprob));
      return;
    }
    if (length == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * length);
      logprobs = Arrays.copyOf(logprobs, 2 * length);
    }
    tokens[length] = token;
    logprobs[length] = logprob;
    length++;
    if (stop.ends(tokens, length)) {
      finish(FinishReason.STOP);
    } else if (length == room()) {
      finish(FinishReason.LENGTH);
    }
  }

  private void finish(FinishReason reason) {
    result =
        new Generation(
            Arrays.copyOf(tokens, length),
            Arrays.copyOf(logprobs, length),
            prefixLogprobs,
            reason,
            null);
    tokens = null;
    logprobs = null;
  }
}
