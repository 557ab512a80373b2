package io.souprl.jobs.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TestDifference {
  /** By hand: mean 0.3, deviation 0.1, t(2, 0.975) = 4.3027. */
  @Test
  void hasTheIntervalOfStudentsT() {
    Difference difference = Difference.of(new double[] {0.2, 0.3, 0.4});
    assertThat(difference.mean()).isEqualTo(0.3, within(1e-12));
    assertThat(difference.halfWidth()).isEqualTo(4.302653 * 0.1 / Math.sqrt(3), within(1e-6));
    assertThat(difference.above()).isEqualTo(3);
    assertThat(difference.pairs()).isEqualTo(3);
    assertThat(difference.excludesZero()).isTrue();
  }

  @Test
  void isUndecidedWhereSeedsDisagree() {
    Difference difference = Difference.of(new double[] {0.2, -0.1, 0});
    assertThat(difference.above()).isEqualTo(1);
    assertThat(difference.excludesZero()).isFalse();
  }

  @Test
  void saysNothingOfASingleSeed() {
    Difference difference = Difference.of(new double[] {0.2});
    assertThat(difference.halfWidth()).isNaN();
    assertThat(difference.excludesZero()).isFalse();
  }
}
