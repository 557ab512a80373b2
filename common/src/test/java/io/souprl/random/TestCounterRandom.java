package io.souprl.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TestCounterRandom {
  private static final int DRAWS = 20_000;

  /** Six standard errors: the properties fail by chance about once in 10^6 runs. */
  private static final double STANDARD_ERRORS = 6;

  @Test
  void givesThePhiloxKnownAnswers() {
    assertThat(CounterRandom.philox(0, 0, 0, 0, 0, 0))
        .containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    assertThat(CounterRandom.philox(-1, -1, -1, -1, -1, -1))
        .containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    assertThat(
            CounterRandom.philox(
                0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0))
        .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
  }

  /** Values from a separate program in Python (hashlib and integers); stored runs rest on them. */
  @Test
  void keepsItsStreamsAndHashes() {
    CounterRandom stream = CounterRandom.of("sampling", 7, 0, "p1", 2);
    assertThat(stream.bits(0)).isEqualTo(0x7dbcd4ad0e5365f0L);
    assertThat(stream.bits(1)).isEqualTo(0x6546f00cd9dc551fL);
    assertThat(stream.bits(5_000_000_000L)).isEqualTo(0x6448b555e92cad3aL);
    assertThat(stream.uniform(0)).isEqualTo(0.491162578821173);
    assertThat(CounterRandom.hash("prompt-order", 42, 3, "gsm8k/train/17"))
        .isEqualTo(293066427697739376L);
  }

  @Test
  void tellsIdsApartThatReadTheSameWhenJoined() {
    assertThat(CounterRandom.hash("order", 1, "a", "bc"))
        .isNotEqualTo(CounterRandom.hash("order", 1, "ab", "c"));
    assertThat(CounterRandom.hash("order", 11, "a"))
        .isNotEqualTo(CounterRandom.hash("order", 1, "1a"));
  }

  @Test
  void refusesToDrawBelowZero() {
    CounterRandom random = CounterRandom.of("test", 0);
    assertThatThrownBy(() -> random.below(0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot draw below 0");
  }

  @Property(tries = 30)
  void drawsUniformNumbersInTheOpenUnitInterval(@ForAll long seed) {
    CounterRandom random = CounterRandom.of("uniform", seed);
    double[] draws = LongStream.range(0, DRAWS).mapToDouble(random::uniform).toArray();
    for (double draw : draws) {
      assertThat(draw).isStrictlyBetween(0.0, 1.0);
    }
    assertThat(mean(draws, 1)).isCloseTo(1 / 2.0, standardErrors(1 / 12.0));
    assertThat(mean(draws, 2)).isCloseTo(1 / 3.0, standardErrors(4 / 45.0));
    double[] products = new double[DRAWS - 1];
    for (int i = 0; i < products.length; i++) {
      products[i] = draws[i] * draws[i + 1];
    }
    assertThat(mean(products, 1)).isCloseTo(1 / 4.0, standardErrors(1 / 6.0));
  }

  @Property(tries = 30)
  void drawsStandardNormalNumbers(@ForAll long seed) {
    CounterRandom random = CounterRandom.of("normal", seed);
    double[] draws = LongStream.range(0, DRAWS).mapToDouble(random::normal).toArray();
    assertThat(mean(draws, 1)).isCloseTo(0, standardErrors(1));
    assertThat(mean(draws, 2)).isCloseTo(1, standardErrors(2));
    assertThat(mean(draws, 3)).isCloseTo(0, standardErrors(15));
  }

  @Property(tries = 30)
  void drawsEveryIntegerBelowItsBoundEquallyOften(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int bound) {
    CounterRandom random = CounterRandom.of("below", seed);
    int[] counts = new int[bound];
    for (int i = 0; i < DRAWS; i++) {
      counts[random.below(bound, i)]++;
    }
    double share = 1.0 / bound;
    for (int count : counts) {
      assertThat(count / (double) DRAWS).isCloseTo(share, standardErrors(share * (1 - share)));
    }
  }

  @Property
  void hashesToNonNegativeNumbersThatDependOnEveryPart(
      @ForAll long seed, @ForAll @LongRange(min = 0) long id) {
    long hash = CounterRandom.hash("order", seed, id);
    assertThat(hash).isNotNegative().isEqualTo(CounterRandom.hash("order", seed, id));
    assertThat(hash)
        .isNotEqualTo(CounterRandom.hash("other", seed, id))
        .isNotEqualTo(CounterRandom.hash("order", seed + 1, id))
        .isNotEqualTo(CounterRandom.hash("order", seed, id - 1));
  }

  private static double mean(double[] values, int power) {
    double sum = 0;
    for (double value : values) {
      sum += Math.pow(value, power);
    }
    return sum / values.length;
  }

  private static Offset<Double> standardErrors(double variance) {
    return within(STANDARD_ERRORS * Math.sqrt(variance / DRAWS) + 1e-12);
  }
}
