package io.souprl.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TestGradientNorm {

  @Test
  void isTheEuclideanNormOverAllChunks() {
    double[] chunks = {
      GradientNorm.sumOfSquares(new float[] {1, -2}), GradientNorm.sumOfSquares(new float[] {4, 10})
    };
    assertThat(GradientNorm.ofChunks(chunks).value()).isEqualTo(11);
  }

  @Test
  void doesNotOverflowNorVanishInFloat32() {
    double large = GradientNorm.sumOfSquares(new float[] {3e30f, 4e30f});
    assertThat(GradientNorm.ofChunks(new double[] {large}).value()).isCloseTo(5e30, within(1e24));
    double small = GradientNorm.sumOfSquares(new float[] {3e-30f, 4e-30f});
    assertThat(GradientNorm.ofChunks(new double[] {small}).value()).isCloseTo(5e-30, within(1e-36));
  }

  @Test
  void scalesDownToTheLargestNormAllowed() {
    assertThat(new GradientNorm(4).scale(1)).isCloseTo(1 / 4.000001, within(1e-15));
    assertThat(new GradientNorm(0.5).scale(1)).isEqualTo(1);
    assertThat(new GradientNorm(0).scale(1)).isEqualTo(1);
    assertThat(new GradientNorm(4).scale(Double.POSITIVE_INFINITY)).isEqualTo(1);
  }

  @Test
  void refusesNormsThatAreNotNumbers() {
    double broken = GradientNorm.sumOfSquares(new float[] {1, Float.NaN});
    GradientNorm norm = GradientNorm.ofChunks(new double[] {broken, 1});
    assertThat(norm.isFinite()).isFalse();
    assertThatThrownBy(() -> norm.scale(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot clip a gradient whose norm is NaN");
    assertThatThrownBy(() -> new GradientNorm(1).scale(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot clip a gradient to a norm of 0.0");
  }
}
