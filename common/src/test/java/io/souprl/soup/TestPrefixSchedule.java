package io.souprl.soup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TestPrefixSchedule {
  private static final PrefixFractions FIRST = new PrefixFractions(0.5, 1);
  private static final PrefixFractions LAST = new PrefixFractions(0, 0.2);
  private static final PrefixSchedule LINEAR =
      new PrefixSchedule(PrefixSchedule.Shape.LINEAR, FIRST, LAST, 4);

  @Test
  void goesFromTheFirstBoundsToTheLastInEqualSteps() {
    assertThat(LINEAR.at(0)).isEqualTo(FIRST);
    assertThat(LINEAR.at(1)).isEqualTo(new PrefixFractions(0.375, 0.8));
    assertThat(LINEAR.at(2)).isEqualTo(new PrefixFractions(0.25, 0.6));
    assertThat(LINEAR.at(3).max()).isEqualTo(0.4, within(1e-15));
    assertThat(LINEAR.at(4)).isEqualTo(LAST);
  }

  @Test
  void staysAtTheLastBounds() {
    assertThat(LINEAR.at(5)).isEqualTo(LAST);
    assertThat(LINEAR.at(Integer.MAX_VALUE)).isEqualTo(LAST);
  }

  @Test
  void isConstantUnlessToldOtherwise() {
    PrefixSchedule constant = new PrefixSchedule(PrefixSchedule.Shape.CONSTANT, FIRST, LAST, 4);
    assertThat(constant.at(0)).isEqualTo(FIRST);
    assertThat(constant.at(99)).isEqualTo(FIRST);
  }

  @Property
  void keepsBoundsInOrderAndBetweenTheEnds(
      @ForAll @DoubleRange(min = 0, max = 1) double a,
      @ForAll @DoubleRange(min = 0, max = 1) double b,
      @ForAll @DoubleRange(min = 0, max = 1) double c,
      @ForAll @DoubleRange(min = 0, max = 1) double d,
      @ForAll @IntRange(min = 1, max = 1000) int rounds,
      @ForAll @IntRange(min = 0, max = 1100) int round) {
    PrefixFractions first = new PrefixFractions(Math.min(a, b), Math.max(a, b));
    PrefixFractions last = new PrefixFractions(Math.min(c, d), Math.max(c, d));
    PrefixFractions now =
        new PrefixSchedule(PrefixSchedule.Shape.LINEAR, first, last, rounds).at(round);
    assertThat(now.min())
        .isBetween(Math.min(first.min(), last.min()), Math.max(first.min(), last.min()));
    assertThat(now.max())
        .isBetween(Math.min(first.max(), last.max()), Math.max(first.max(), last.max()));
    double progress = Math.min(1, round / (double) rounds);
    assertThat(now.min())
        .isEqualTo(first.min() + progress * (last.min() - first.min()), within(1e-12));
  }

  @Test
  void refusesNoRoundsAndFractionsOutOfOrder() {
    assertThatThrownBy(() -> new PrefixSchedule(PrefixSchedule.Shape.LINEAR, FIRST, LAST, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot schedule prefixes over 0 rounds");
    assertThatThrownBy(() -> new PrefixFractions(0.5, 0.2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot sample prefixes: 0 <= 0.5 <= 0.2 <= 1 is false");
  }
}
