package io.souprl.soup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TestSequenceDrift {
  private static final Offset<Double> ROUNDING = within(1e-12);

  /** m = -1, n = -1.25, S = 0.5. */
  private static final LossSequence LIKELIER =
      LossSequence.of(new double[] {-0.5, -1.5}, new double[] {-1, -1.5}, 1, 1);

  /** m = -2, n = -1, S = -1. */
  private static final LossSequence LESS_LIKELY =
      LossSequence.of(new double[] {-2}, new double[] {-1}, 0, -1);

  private final SequenceDrift both =
      SequenceDrift.of(LIKELIER, PrefixLoss.RATIO)
          .plus(SequenceDrift.of(LESS_LIKELY, PrefixLoss.RATIO));

  @Test
  void takesPerplexitiesBySequence() {
    assertThat(both.sequences()).isEqualTo(2);
    assertThat(both.perplexity()).isCloseTo((Math.exp(1) + Math.exp(2)) / 2, ROUNDING);
    assertThat(both.behaviourPerplexity()).isCloseTo((Math.exp(1.25) + Math.exp(1)) / 2, ROUNDING);
    assertThat(both.logPerplexity()).isCloseTo(1.5, ROUNDING);
    assertThat(both.behaviourLogPerplexity()).isCloseTo(1.125, ROUNDING);
  }

  @Test
  void comparesThemAsVerlDoes() {
    assertThat(both.logPerplexityDifference()).isCloseTo(0.375, ROUNDING);
    assertThat(both.absoluteDifference()).isCloseTo(0.625, ROUNDING);
    assertThat(both.maxDifference()).isCloseTo(1, ROUNDING);
    assertThat(both.minDifference()).isCloseTo(-0.25, ROUNDING);
    assertThat(both.perplexityRatio()).isCloseTo((Math.exp(-0.25) + Math.exp(1)) / 2, ROUNDING);
  }

  @Test
  void squaresTheProductOfTheRatiosAndNotTheirGeometricMean() {
    assertThat(both.chiSquared()).isCloseTo((Math.exp(1) + Math.exp(-2)) / 2 - 1, ROUNDING);
    LossSequence extreme = LossSequence.of(new double[] {-1, -1}, new double[] {-16, -16}, 0, 1);
    assertThat(SequenceDrift.of(extreme, PrefixLoss.RATIO).chiSquared())
        .isEqualTo(Math.exp(40) - 1);
  }

  @Test
  void countsTokensAsTheLossDoes() {
    SequenceDrift masked = SequenceDrift.of(LIKELIER, PrefixLoss.MASKED);
    assertThat(masked.logPerplexity()).isCloseTo(1.5, ROUNDING);
    assertThat(masked.logPerplexityDifference()).isZero();
    LossSequence prefixOnly = LossSequence.of(new double[] {-1}, new double[] {-2}, 1, 1);
    assertThat(SequenceDrift.of(prefixOnly, PrefixLoss.MASKED)).isEqualTo(SequenceDrift.NONE);
  }

  @Test
  void hasNoMeansOfNothing() {
    assertThat(SequenceDrift.NONE.perplexity()).isNaN();
    assertThat(SequenceDrift.NONE.maxDifference()).isNaN();
    assertThat(SequenceDrift.NONE.minDifference()).isNaN();
    assertThat(SequenceDrift.NONE.chiSquared()).isNaN();
    assertThat(both.plus(SequenceDrift.NONE)).isEqualTo(both);
  }
}
