package io.souprl.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.souprl.optim.LearningRateSchedule.Shape;
import org.junit.jupiter.api.Test;

class TestLearningRateSchedule {
  private static final double TOLERANCE = 1e-15;

  @Test
  void warmsUpLinearlyAndThenStays() {
    LearningRateSchedule schedule = LearningRateSchedule.constant(0.4, 4);
    assertThat(schedule.at(0)).isEqualTo(0.1, within(TOLERANCE));
    assertThat(schedule.at(2)).isEqualTo(0.3, within(TOLERANCE));
    assertThat(schedule.at(3)).isEqualTo(0.4);
    assertThat(schedule.at(1_000_000)).isEqualTo(0.4);
  }

  @Test
  void startsAtThePeakWithoutWarmUp() {
    assertThat(LearningRateSchedule.constant(0.4, 0).at(0)).isEqualTo(0.4);
  }

  @Test
  void fallsAlongTheCosineToItsMinimumAndStaysThere() {
    LearningRateSchedule schedule = new LearningRateSchedule(Shape.COSINE, 2, 0, 300, 0.1);
    assertThat(schedule.at(0)).isEqualTo(2);
    assertThat(schedule.at(100)).isEqualTo(2 * (0.1 + 0.9 * 0.75), within(TOLERANCE));
    assertThat(schedule.at(150)).isEqualTo(2 * (0.1 + 0.9 * 0.5), within(TOLERANCE));
    assertThat(schedule.at(300)).isEqualTo(0.2, within(TOLERANCE));
    assertThat(schedule.at(450)).isEqualTo(0.2, within(TOLERANCE));
  }

  @Test
  void multipliesWarmUpAndCosine() {
    LearningRateSchedule schedule = new LearningRateSchedule(Shape.COSINE, 1, 10, 30, 0);
    assertThat(schedule.at(4))
        .isEqualTo(0.5 * 0.5 * (1 + Math.cos(Math.PI * 4 / 30)), within(TOLERANCE));
  }

  @Test
  void refusesSchedulesThatMakeNoSense() {
    assertThatThrownBy(() -> new LearningRateSchedule(Shape.COSINE, 1, 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot run a cosine over 0 steps");
    assertThatThrownBy(() -> LearningRateSchedule.constant(-1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot schedule learning rates with peak -1.0, 0 warm-up steps, minimum fraction 1.0");
  }
}
