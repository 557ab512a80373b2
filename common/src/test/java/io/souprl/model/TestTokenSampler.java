package io.souprl.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.souprl.random.CounterRandom;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestTokenSampler {
  /** No multiple of the sampler's blocks. */
  private static final int VOCABULARY = 300;

  /** Probabilities 0, 1/2, 0, 1/4, 1/4, 0. */
  private static final float[] LOGITS = {-200, 2, -200, 2 - log2(), 2 - log2(), -200};

  @Test
  void takesTheFirstTokenWhoseCumulativeProbabilityExceedsTheDraw() {
    double[] draws = {1e-16, 0.49, 0.51, 0.74, 0.76, 1 - 0x1p-53};
    NextToken next = sample(1, draws);
    assertThat(next.tokenIds()).containsExactly(1, 1, 3, 3, 4, 4);
    assertThat(next.logprobs())
        .containsExactly(
            new float[] {-log2(), -log2(), -2 * log2(), -2 * log2(), -2 * log2(), -2 * log2()},
            Offset.offset(1e-6f));
  }

  @Test
  void recordsGreedyLogprobsAtTemperatureOne() {
    NextToken next = sample(0, new double[2]);
    assertThat(next.tokenIds()).containsExactly(1, 1);
    assertThat(next.logprobs())
        .containsExactly(new float[] {-log2(), -log2()}, Offset.offset(1e-6f));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 0, 1",
    "0, 1, 0, 0.7",
    "5, 1, 0, 1",
    "0, 0.6, 0, 1",
    "0, 1, 0.2, 1.3",
    "40, 0.8, 0.05, 1"
  })
  void samplesTheFilteredDistributionByInverseCdf(
      int topK, double topP, double minP, double temperature) {
    TokenSampler sampler = new TokenSampler(temperature, new TokenFilter(topK, topP, minP));
    int rows = 400;
    CounterRandom random = CounterRandom.of("sampler-test", topK, temperature);
    float[] logits = new float[rows * VOCABULARY];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) (2 * random.normal(i));
    }
    double[] draws = new double[rows];
    Arrays.setAll(draws, row -> random.uniform(1_000_000 + row));
    NextToken next = choose(sampler, logits, draws);
    for (int row = 0; row < rows; row++) {
      double[] probabilities = softmax(logits, row, temperature);
      int token = (int) next.tokenIds()[row];
      assertThat((double) next.logprobs()[row])
          .isCloseTo(Math.log(probabilities[token]), Offset.offset(1e-5));
      assertDrawn(filtered(probabilities, topK, topP, minP), draws[row], token);
    }
  }

  /** The token's stretch of the cumulative distribution holds the draw, but for rounding. */
  private static void assertDrawn(double[] weights, double draw, int token) {
    double total = Arrays.stream(weights).sum();
    double before = Arrays.stream(weights, 0, token).sum() / total;
    assertThat(weights[token]).isPositive();
    assertThat(draw).isBetween(before - 1e-6, before + weights[token] / total + 1e-6);
  }

  private static double[] softmax(float[] logits, int row, double temperature) {
    double[] values = new double[VOCABULARY];
    Arrays.setAll(values, i -> Math.exp(logits[row * VOCABULARY + i] / temperature));
    double sum = Arrays.stream(values).sum();
    return Arrays.stream(values).map(value -> value / sum).toArray();
  }

  /** The three filters, written with a sorted list as their definitions read. */
  private static double[] filtered(double[] probabilities, int topK, double topP, double minP) {
    List<Integer> order =
        IntStream.range(0, probabilities.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -probabilities[i]))
            .toList();
    if (topK > 0) {
      order = order.subList(0, topK);
    }
    double left = order.stream().mapToDouble(i -> probabilities[i]).sum();
    double sum = 0;
    int count = 0;
    while (count < order.size() && sum < topP * left) {
      sum += probabilities[order.get(count++)];
    }
    double[] kept = new double[probabilities.length];
    for (int i : order.subList(0, count)) {
      if (probabilities[i] >= minP * probabilities[order.get(0)]) {
        kept[i] = probabilities[i];
      }
    }
    return kept;
  }

  @Test
  void recordsNanWhereLogitsAreNotFinite() {
    float[] logits = new float[2 * VOCABULARY];
    logits[3] = Float.NaN;
    NextToken next = choose(new TokenSampler(1, TokenFilter.NONE), logits, new double[] {0.5, 0.5});
    assertThat(next.logprobs()[0]).isNaN();
    assertThat(next.tokenIds()[0]).isBetween(0L, VOCABULARY - 1L);
    assertThat(next.logprobs()[1]).isCloseTo((float) -Math.log(VOCABULARY), Offset.offset(1e-5f));
  }

  private static NextToken sample(double temperature, double[] draws) {
    float[] all = new float[draws.length * LOGITS.length];
    for (int row = 0; row < draws.length; row++) {
      System.arraycopy(LOGITS, 0, all, row * LOGITS.length, LOGITS.length);
    }
    return choose(new TokenSampler(temperature, TokenFilter.NONE), all, draws);
  }

  private static NextToken choose(TokenSampler sampler, float[] logits, double[] draws) {
    try (NDManager manager = Torch.newManager()) {
      Shape shape = new Shape(draws.length, logits.length / draws.length);
      TokenSampler.Choice choice =
          sampler.choose(
              manager.create(logits, shape), manager.create(draws, new Shape(draws.length, 1)));
      return new NextToken(choice.tokenIds().toLongArray(), choice.logprobs().toFloatArray());
    }
  }

  private static float log2() {
    return (float) Math.log(2);
  }
}
