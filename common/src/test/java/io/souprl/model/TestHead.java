package io.souprl.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.souprl.random.CounterRandom;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TestHead {
  private static final int TOKENS = 50;
  private static final int VOCABULARY = 11;
  private static final int HIDDEN = 8;
  private static final double TEMPERATURE = 0.7;

  private static NDManager manager;
  private static NDArray weight;
  private static NDArray hidden;
  private static long[] targets;

  @BeforeAll
  static void open() {
    manager = Torch.newManager();
    weight = random("weight", VOCABULARY);
    hidden = random("hidden", TOKENS);
    targets = new long[TOKENS];
    Arrays.setAll(targets, i -> i % VOCABULARY);
  }

  @AfterAll
  static void close() {
    manager.close();
  }

  @Test
  void scoresByTheDefinition() {
    TokenScores scores = new Head(weight, TEMPERATURE).scores(hidden, targets);
    float[] states = hidden.toFloatArray();
    float[] rows = weight.toFloatArray();
    for (int token = 0; token < TOKENS; token++) {
      double[] probabilities = new double[VOCABULARY];
      double sum = 0;
      for (int v = 0; v < VOCABULARY; v++) {
        double logit = 0;
        for (int i = 0; i < HIDDEN; i++) {
          logit += (double) states[token * HIDDEN + i] * rows[v * HIDDEN + i];
        }
        probabilities[v] = Math.exp(logit / TEMPERATURE);
        sum += probabilities[v];
      }
      double entropy = 0;
      for (double probability : probabilities) {
        entropy -= probability / sum * Math.log(probability / sum);
      }
      double logprob = Math.log(probabilities[(int) targets[token]] / sum);
      assertThat((double) scores.logprobs()[token]).isCloseTo(logprob, within(1e-5));
      assertThat((double) scores.entropies()[token]).isCloseTo(entropy, within(1e-5));
    }
  }

  @Test
  void givesTheSameScoresInChunks() {
    TokenScores whole = new Head(weight, TEMPERATURE).scores(hidden, targets);
    TokenScores chunks = new Head(weight, TEMPERATURE, 16).scores(hidden, targets);
    assertThat(chunks.logprobs()).containsExactly(whole.logprobs(), Offset.offset(1e-6f));
    assertThat(chunks.entropies()).containsExactly(whole.entropies(), Offset.offset(1e-6f));
  }

  @Test
  void givesTheSameGradientsInChunks() {
    double[] upstream = new double[TOKENS];
    Arrays.setAll(upstream, i -> Math.sin(i));
    NDArray wholeSum = manager.zeros(weight.getShape());
    NDArray chunkSum = manager.zeros(weight.getShape());
    NDArray whole = new Head(weight, TEMPERATURE).backward(hidden, targets, upstream, wholeSum);
    NDArray chunks =
        new Head(weight, TEMPERATURE, 16).backward(hidden, targets, upstream, chunkSum);
    assertThat(chunks.toFloatArray()).containsExactly(whole.toFloatArray(), Offset.offset(1e-6f));
    assertThat(chunkSum.toFloatArray())
        .containsExactly(wholeSum.toFloatArray(), Offset.offset(1e-5f));
  }

  private static NDArray random(String name, int rows) {
    CounterRandom random = CounterRandom.of("test-head", 1, name);
    float[] values = new float[rows * HIDDEN];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.normal(i);
    }
    return Torch.create(manager, values, new Shape(rows, HIDDEN), DataType.FLOAT32);
  }
}
