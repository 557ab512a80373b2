package io.souprl.jobs.bench;

import io.souprl.random.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The rows of one optimiser step: fixed by the names of rows, the same on every machine. */
public enum TrainingWorkload {
  /** Rows of many lengths. */
  VARIED(PolicyShape.SMALL, 256, 16, 48, 8, 256),
  /** Rows of one length. */
  EQUAL(PolicyShape.SMALL, 128, 64, 64, 192, 192),
  /** 16,384 tokens a step, as the following two. */
  TINY(PolicyShape.HUNDRED_THOUSAND, 64, 64, 64, 192, 192),
  MEDIUM(PolicyShape.TEN_MILLION, 64, 64, 64, 192, 192),
  LARGE(PolicyShape.HUNDRED_MILLION, 64, 64, 64, 192, 192),
  /** Few rows of a large policy: what its memory is. */
  HUGE(PolicyShape.HALF_BILLION, 4, 64, 64, 192, 192);

  private static final long SEED = 0;

  private final PolicyShape shape;
  private final int rows;
  private final int shortestPrompt;
  private final int longestPrompt;
  private final int shortestResponse;
  private final int longestResponse;

  TrainingWorkload(
      PolicyShape shape,
      int rows,
      int shortestPrompt,
      int longestPrompt,
      int shortestResponse,
      int longestResponse) {
    this.shape = shape;
    this.rows = rows;
    this.shortestPrompt = shortestPrompt;
    this.longestPrompt = longestPrompt;
    this.shortestResponse = shortestResponse;
    this.longestResponse = longestResponse;
  }

  PolicyShape shape() {
    return shape;
  }

  /** The spelling on the command line. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** One row: a prompt and a response of random tokens, with an advantage of 1 or -1. */
  record Row(int[] tokenIds, int promptLength, double advantage) {
    int responseLength() {
      return tokenIds.length - promptLength;
    }
  }

  List<Row> rows() {
    List<Row> all = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      int prompt = between(shortestPrompt, longestPrompt, stream("train-prompt-length", row));
      int response =
          between(shortestResponse, longestResponse, stream("train-response-length", row));
      CounterRandom random = stream("train-tokens", row);
      int[] tokens = new int[prompt + response];
      Arrays.setAll(tokens, position -> random.below(shape.vocabulary(), position));
      all.add(new Row(tokens, prompt, row % 2 == 0 ? 1 : -1));
    }
    return all;
  }

  private CounterRandom stream(String purpose, int row) {
    return CounterRandom.of("bench-" + purpose + "/" + text(), SEED, row);
  }

  private static int between(int least, int most, CounterRandom random) {
    return least + random.below(most - least + 1, 0);
  }
}
