package io.souprl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestRopeScaling {
  /** That of Llama 3.1 8B, with theta 5e5 and heads of 128. */
  private static final RopeScaling LLAMA = new RopeScaling.Llama3(8, 1, 4, 8192);

  @Test
  void leavesFrequenciesAloneByDefault() {
    assertThat(RopeScaling.NONE.scaled(0.3f)).isEqualTo(0.3f);
  }

  @Test
  void dividesEveryFrequencyLinearly() {
    RopeScaling linear = new RopeScaling.Linear(2.5);
    assertThat(linear.scaled(1)).isEqualTo(0.4f);
    assertThat(linear.scaled(3e-5f)).isCloseTo(1.2e-5f, within(1e-12f));
  }

  /**
   * Computed in Python in double precision by another road than the code's: with n = 8192 f / 2 pi
   * and s = clamp((n - 1) / 3, 0, 1), the frequency is f (s + (1 - s) / 8). Pair 28 has n = 4.19,
   * pair 29 n = 3.41, pair 34 n = 1.22, pair 35 n = 0.997.
   */
  @ParameterizedTest
  @CsvSource({
    "0, 1.0",
    "1, 0.8146172338565447",
    "28, 0.003211445994752591",
    "29, 0.002166570763503359",
    "30, 0.0013718935677611381",
    "33, 0.00031269375038406517",
    "34, 0.00017850781276799646",
    "35, 9.556212353964683e-05",
    "63, 3.068925988914511e-07"
  })
  void blendsBetweenLongAndShortWavelengthsForLlama3(int pair, double expected) {
    double frequency = Math.pow(5e5, -2.0 * pair / 128);
    assertThat((double) LLAMA.scaled((float) frequency))
        .isCloseTo(expected, within(2e-6 * expected));
  }

  @Test
  void keepsTheOrderOfTheFrequenciesForLlama3() {
    float above = LLAMA.scaled(1);
    for (int pair = 1; pair < 640; pair++) {
      float now = LLAMA.scaled((float) Math.pow(5e5, -pair / 640.0));
      assertThat(now).isLessThan(above);
      above = now;
    }
  }
}
