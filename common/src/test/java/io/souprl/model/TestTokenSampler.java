package io.souprl.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TestTokenSampler {
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

  private static NextToken sample(double temperature, double[] draws) {
    try (NDManager manager = Torch.newManager()) {
      TokenSampler.Choice choice =
          new TokenSampler(temperature, TokenFilter.NONE)
              .choose(
                  logits(manager, draws.length), manager.create(draws, new Shape(draws.length, 1)));
      return new NextToken(choice.tokenIds().toLongArray(), choice.logprobs().toFloatArray());
    }
  }

  private static NDArray logits(NDManager manager, int rows) {
    float[] all = new float[rows * LOGITS.length];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(LOGITS, 0, all, row * LOGITS.length, LOGITS.length);
    }
    return manager.create(all, new Shape(rows, LOGITS.length));
  }

  private static float log2() {
    return (float) Math.log(2);
  }
}
