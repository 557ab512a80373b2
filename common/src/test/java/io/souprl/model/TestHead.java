package io.souprl.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.souprl.random.CounterRandom;
import java.util.Arrays;
import java.util.function.DoubleSupplier;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    TokenGradients upstream = new TokenGradients(waves(1, 0), waves(1, 1));
    NDArray wholeSum = manager.zeros(weight.getShape());
    NDArray chunkSum = manager.zeros(weight.getShape());
    NDArray whole = new Head(weight, TEMPERATURE).backward(hidden, targets, upstream, wholeSum);
    NDArray chunks =
        new Head(weight, TEMPERATURE, 16).backward(hidden, targets, upstream, chunkSum);
    assertThat(chunks.toFloatArray()).containsExactly(whole.toFloatArray(), Offset.offset(1e-6f));
    assertThat(chunkSum.toFloatArray())
        .containsExactly(wholeSum.toFloatArray(), Offset.offset(1e-5f));
  }

  /** Log-probabilities alone, entropies alone and both, against differences in float64. */
  @ParameterizedTest
  @CsvSource({"1, 0", "0, 1", "1, 1"})
  void agreesWithFiniteDifferences(double logprobs, double entropies) {
    TokenGradients upstream =
        new TokenGradients(waves(logprobs, 0), entropies == 0 ? null : waves(entropies, 1));
    NDArray weightSum = manager.zeros(weight.getShape());
    float[] hiddenGradient =
        new Head(weight, TEMPERATURE, 16)
            .backward(hidden, targets, upstream, weightSum)
            .toFloatArray();
    float[] weightGradient = weightSum.toFloatArray();
    double[] states = widened(hidden);
    double[] rows = widened(weight);
    for (int i = 0; i < states.length; i++) {
      double slope = slope(states, i, () -> loss(states, rows, upstream));
      assertThat((double) hiddenGradient[i]).isCloseTo(slope, within(1e-5));
    }
    for (int i = 0; i < rows.length; i++) {
      double slope = slope(rows, i, () -> loss(states, rows, upstream));
      assertThat((double) weightGradient[i]).isCloseTo(slope, within(1e-4));
    }
  }

  @Test
  void doesNotTouchEntropiesThatTheLossDoesNotDependOn() {
    NDArray plainSum = manager.zeros(weight.getShape());
    NDArray zeroSum = manager.zeros(weight.getShape());
    double[] logprobs = waves(1, 0);
    NDArray plain =
        new Head(weight, TEMPERATURE)
            .backward(hidden, targets, TokenGradients.ofLogprobs(logprobs), plainSum);
    NDArray zero =
        new Head(weight, TEMPERATURE)
            .backward(hidden, targets, new TokenGradients(logprobs, new double[TOKENS]), zeroSum);
    assertThat(plain.toFloatArray()).isEqualTo(zero.toFloatArray());
    assertThat(plainSum.toFloatArray()).isEqualTo(zeroSum.toFloatArray());
    assertThatThrownBy(() -> new TokenGradients(logprobs, new double[1]))
        .hasMessage("Cannot pair the gradients of 50 log-probs and 1 entropies");
  }

  private static double[] waves(double size, double phase) {
    double[] waves = new double[TOKENS];
    Arrays.setAll(waves, i -> size * Math.sin(i + phase));
    return waves;
  }

  /** Sum over tokens of g log p[target] + h H, in float64. */
  private static double loss(double[] states, double[] rows, TokenGradients upstream) {
    double loss = 0;
    for (int token = 0; token < TOKENS; token++) {
      double[] logits = new double[VOCABULARY];
      double sum = 0;
      for (int v = 0; v < VOCABULARY; v++) {
        for (int i = 0; i < HIDDEN; i++) {
          logits[v] += states[token * HIDDEN + i] * rows[v * HIDDEN + i] / TEMPERATURE;
        }
        sum += Math.exp(logits[v]);
      }
      double entropy = 0;
      for (double logit : logits) {
        entropy -= Math.exp(logit) / sum * (logit - Math.log(sum));
      }
      loss += upstream.logprobs()[token] * (logits[(int) targets[token]] - Math.log(sum));
      loss += upstream.entropies() == null ? 0 : upstream.entropies()[token] * entropy;
    }
    return loss;
  }

  private static double slope(double[] values, int at, DoubleSupplier loss) {
    double step = 1e-5;
    double original = values[at];
    values[at] = original + step;
    double rise = loss.getAsDouble();
    values[at] = original - step;
    double fall = loss.getAsDouble();
    values[at] = original;
    return (rise - fall) / (2 * step);
  }

  private static double[] widened(NDArray array) {
    float[] values = array.toFloatArray();
    double[] widened = new double[values.length];
    Arrays.setAll(widened, i -> values[i]);
    return widened;
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
