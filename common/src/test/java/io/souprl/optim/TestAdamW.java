package io.souprl.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TestAdamW {
  private static final AdamW ADAM_W = new AdamW(0.9, 0.95, 1e-8, 0.1);
  private static final int SIZE = 64;
  private static final List<ElementRange> FIRST_HALF = List.of(new ElementRange(0, SIZE / 2));

  /** The published algorithm, element by element in float64. */
  @Test
  void followsThePublishedAlgorithm() {
    Random random = new Random(11);
    State state = State.random(random);
    double[] weights = widened(state.weights);
    double[] m = new double[SIZE];
    double[] v = new double[SIZE];
    for (int t = 1; t <= 20; t++) {
      float[] gradient = gaussians(random, 0.5);
      double rate = 1e-3 * t;
      double scale = 1.0 / t;
      state.update(ADAM_W, gradient, FIRST_HALF, new OptimizerStep(t, rate, scale));
      for (int i = 0; i < SIZE; i++) {
        double g = gradient[i] * scale;
        m[i] = 0.9 * m[i] + 0.1 * g;
        v[i] = 0.95 * v[i] + 0.05 * g * g;
        double corrected1 = m[i] / (1 - Math.pow(0.9, t));
        double corrected2 = v[i] / (1 - Math.pow(0.95, t));
        double decay = i < SIZE / 2 ? 0.1 : 0;
        weights[i] -= rate * (corrected1 / (Math.sqrt(corrected2) + 1e-8) + decay * weights[i]);
      }
    }
    for (int i = 0; i < SIZE; i++) {
      assertThat((double) state.weights[i]).isCloseTo(weights[i], within(2e-6));
      assertThat((double) state.firstMoment[i]).isCloseTo(m[i], within(1e-7));
      assertThat((double) state.secondMoment[i]).isCloseTo(v[i], within(1e-7));
    }
  }

  @Test
  void movesEveryWeightByTheLearningRateInTheFirstStep() {
    State state = new State(new float[] {1, 1}, new float[2], new float[2]);
    AdamW plain = new AdamW(0.9, 0.999, 1e-8, 0);
    state.update(plain, new float[] {123, -0.004f}, List.of(), new OptimizerStep(1, 0.01, 1));
    assertThat(state.weights).containsExactly(new float[] {0.99f, 1.01f}, within(1e-6f));
  }

  @Test
  void decaysOnlyTheGivenRanges() {
    State state = State.random(new Random(3));
    float[] before = state.weights.clone();
    List<ElementRange> ranges = List.of(new ElementRange(2, 5), new ElementRange(60, 64));
    state.update(ADAM_W, new float[SIZE], ranges, new OptimizerStep(1, 0.5, 1));
    for (int i = 0; i < SIZE; i++) {
      boolean decayed = (i >= 2 && i < 5) || i >= 60;
      assertThat(state.weights[i]).isEqualTo(decayed ? before[i] * 0.95f : before[i]);
    }
  }

  @Property(tries = 50)
  void givesTheSameBitsInChunks(@ForAll long seed, @ForAll @IntRange(min = 0, max = 64) int cut) {
    Random random = new Random(seed);
    State whole = State.random(random);
    State left = whole.slice(0, cut);
    State right = whole.slice(cut, SIZE);
    for (int t = 1; t <= 3; t++) {
      float[] gradient = gaussians(random, 2);
      OptimizerStep step = new OptimizerStep(t, 1e-2, 0.7);
      whole.update(ADAM_W, gradient, List.of(new ElementRange(0, SIZE)), step);
      left.update(
          ADAM_W, Arrays.copyOfRange(gradient, 0, cut), List.of(new ElementRange(0, cut)), step);
      right.update(
          ADAM_W,
          Arrays.copyOfRange(gradient, cut, SIZE),
          List.of(new ElementRange(0, SIZE - cut)),
          step);
    }
    assertThat(left.weights).isEqualTo(Arrays.copyOfRange(whole.weights, 0, cut));
    assertThat(right.weights).isEqualTo(Arrays.copyOfRange(whole.weights, cut, SIZE));
    assertThat(right.secondMoment).isEqualTo(Arrays.copyOfRange(whole.secondMoment, cut, SIZE));
  }

  @Test
  void refusesArraysThatDoNotBelongTogether() {
    State state = State.random(new Random(0));
    OptimizerStep step = new OptimizerStep(1, 1e-3, 1);
    assertThatThrownBy(() -> state.update(ADAM_W, new float[3], List.of(), step))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot update 64 weights with moments of 64 and 64 and a gradient of 3 elements");
    List<ElementRange> tooLong = List.of(new ElementRange(0, 65));
    assertThatThrownBy(() -> state.update(ADAM_W, new float[SIZE], tooLong, step))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot decay ElementRange[from=0, to=65] of 64 weights");
    assertThatThrownBy(() -> new OptimizerStep(0, 1e-3, 1))
        .hasMessage("Cannot take step 0: the first is 1");
    assertThatThrownBy(() -> new AdamW(1, 0.9, 1e-8, 0))
        .hasMessage("Cannot run AdamW with beta1 1.0, beta2 0.9, epsilon 1.0E-8, weight decay 0.0");
    assertThatThrownBy(() -> new ElementRange(4, 3)).hasMessage("Cannot take elements 4 to 3");
  }

  private static float[] gaussians(Random random, double scale) {
    float[] values = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      values[i] = (float) (scale * random.nextGaussian());
    }
    return values;
  }

  private static double[] widened(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record State(float[] weights, float[] firstMoment, float[] secondMoment) {
    static State random(Random random) {
      return new State(gaussians(random, 1), new float[SIZE], new float[SIZE]);
    }

    State slice(int from, int to) {
      return new State(
          Arrays.copyOfRange(weights, from, to),
          Arrays.copyOfRange(firstMoment, from, to),
          Arrays.copyOfRange(secondMoment, from, to));
    }

    void update(AdamW adamW, float[] gradient, List<ElementRange> decayed, OptimizerStep step) {
      adamW.update(weights, firstMoment, secondMoment, gradient, decayed, step);
    }
  }
}
