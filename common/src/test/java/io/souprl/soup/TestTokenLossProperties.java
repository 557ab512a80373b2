package io.souprl.soup;

import static io.souprl.soup.LossFixture.MASKED;
import static io.souprl.soup.LossFixture.RATIO;
import static io.souprl.soup.LossFixture.batch;
import static io.souprl.soup.LossFixture.loss;
import static io.souprl.soup.LossFixture.one;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.assertj.core.data.Offset;

class TestTokenLossProperties {
  private static final Offset<Double> ROUNDING = within(1e-12);

  /** The formula of SOUP.md, literally. */
  @Property
  void isTheMaximumOfBothBranchesUnderTheDualClip(
      @ForAll @DoubleRange(min = -3, max = 3) double advantage,
      @ForAll @DoubleRange(min = -25, max = 25) double far,
      @ForAll @DoubleRange(min = -1.5, max = 1.5) double near) {
    for (double logRatio : new double[] {far, near}) {
      double r = Math.exp(Math.max(-20, Math.min(20, logRatio)));
      double clipped = Math.max(1 - 0.2, Math.min(1 + 0.28, r));
      double expected = Math.max(-advantage * r, -advantage * clipped);
      if (advantage < 0) {
        expected = Math.min(expected, -advantage * 3);
      }
      assertThat(one(0, advantage, logRatio).loss())
          .isCloseTo(expected, within(1e-12 * Math.max(1, Math.abs(expected))));
    }
  }

  @Property(tries = 200)
  void hasTheGradientOfFiniteDifferences(@ForAll long seed) {
    List<LossSequence> batch = batch(new Random(seed), 4);
    double h = 1e-6;
    for (TokenLossSettings settings : List.of(RATIO, MASKED)) {
      for (LossAggregation aggregation : LossAggregation.values()) {
        TokenLoss loss = loss(settings, aggregation, batch);
        for (LossSequence sequence : batch) {
          double[] gradient = loss.of(sequence).gradient();
          for (int t = 0; t < sequence.length(); t++) {
            if (nearKink(sequence, t)) {
              continue;
            }
            double rise = loss.of(moved(sequence, t, h)).loss();
            double fall = loss.of(moved(sequence, t, -h)).loss();
            assertThat(gradient[t]).isCloseTo((rise - fall) / (2 * h), within(1e-7));
          }
        }
      }
    }
  }

  @Property(tries = 100)
  void isThePolicyGradientOnPolicy(@ForAll long seed) {
    Random random = new Random(seed);
    List<LossSequence> batch = new ArrayList<>();
    for (LossSequence sequence : batch(random, 5)) {
      batch.add(
          LossSequence.of(
              sequence.logprobs(),
              sequence.logprobs(),
              sequence.prefixLength(),
              sequence.advantage()));
    }
    double tokens = batch.stream().mapToInt(LossSequence::length).sum();
    BatchLoss loss = loss(RATIO, LossAggregation.TOKEN_MEAN, batch).of(batch);
    for (int i = 0; i < batch.size(); i++) {
      double[] expected = new double[batch.get(i).length()];
      Arrays.fill(expected, -batch.get(i).advantage() / tokens);
      assertThat(loss.gradients().get(i)).containsExactly(expected, ROUNDING);
    }
    ZoneStatistics all = loss.statistics().all();
    assertThat(all.lostGradientFraction()).isZero();
    assertThat(all.ratios().effectiveSampleFraction()).isCloseTo(1, ROUNDING);
    assertThat(all.ratios().ratioMean()).isEqualTo(1);
    assertThat(all.ratios().chiSquared()).isZero();
    assertThat(all.ratios().k3Kl()).isZero();
  }

  @Property(tries = 100)
  void keepsPrefixTokensOutOfTheMaskedGradient(@ForAll long seed) {
    List<LossSequence> batch = batch(new Random(seed), 6);
    TokenLoss masked = loss(MASKED, LossAggregation.TOKEN_MEAN, batch);
    List<LossSequence> continuations =
        batch.stream().map(TestTokenLossProperties::continuation).toList();
    TokenLoss plain = loss(RATIO, LossAggregation.TOKEN_MEAN, continuations);
    for (int i = 0; i < batch.size(); i++) {
      int prefix = batch.get(i).prefixLength();
      SequenceLoss one = masked.of(batch.get(i));
      SequenceLoss other = plain.of(continuations.get(i));
      assertThat(Arrays.copyOf(one.gradient(), prefix)).containsOnly(new double[prefix]);
      assertThat(Arrays.copyOfRange(one.gradient(), prefix, one.gradient().length))
          .isEqualTo(other.gradient());
      assertThat(one.loss()).isEqualTo(other.loss());
      assertThat(one.statistics().prefix()).isEqualTo(ZoneStatistics.NONE);
    }
  }

  @Property(tries = 200)
  void doesNotDependOnMicroBatchesOrOrder(@ForAll long seed) {
    Random random = new Random(seed);
    List<LossSequence> batch = batch(random, 9);
    List<LossSequence> shuffled = new ArrayList<>(batch);
    Collections.shuffle(shuffled, random);
    for (LossAggregation aggregation : LossAggregation.values()) {
      TokenLoss loss = loss(RATIO, aggregation, batch);
      BatchLoss whole = loss.of(batch);
      double sum = 0;
      LossStatistics statistics = LossStatistics.NONE;
      for (int from = 0; from < shuffled.size(); ) {
        int to = from + 1 + random.nextInt(shuffled.size() - from);
        List<LossSequence> micro = shuffled.subList(from, to);
        BatchLoss part = loss.of(micro);
        sum += part.loss();
        statistics = statistics.plus(part.statistics());
        for (int i = 0; i < micro.size(); i++) {
          double[] gradient = whole.gradients().get(batch.indexOf(micro.get(i)));
          assertThat(part.gradients().get(i)).isEqualTo(gradient);
        }
        from = to;
      }
      assertThat(sum).isCloseTo(whole.loss(), ROUNDING);
      assertSame(statistics.prefix(), whole.statistics().prefix());
      assertSame(statistics.continuation(), whole.statistics().continuation());
    }
  }

  private static LossSequence continuation(LossSequence s) {
    return new LossSequence(
        rest(s, s.logprobs()),
        rest(s, s.behaviourLogprobs()),
        0,
        s.advantage(),
        rest(s, s.weights()),
        rest(s, s.entropies()),
        null);
  }

  private static double[] rest(LossSequence sequence, double[] values) {
    return Arrays.copyOfRange(values, sequence.prefixLength(), values.length);
  }

  private static LossSequence moved(LossSequence sequence, int token, double step) {
    double[] logprobs = sequence.logprobs().clone();
    logprobs[token] += step;
    return new LossSequence(
        logprobs,
        sequence.behaviourLogprobs(),
        sequence.prefixLength(),
        sequence.advantage(),
        sequence.weights(),
        sequence.entropies(),
        null);
  }

  private static boolean nearKink(LossSequence sequence, int token) {
    double ratio = Math.exp(sequence.logRatio(token));
    return Arrays.stream(new double[] {0.6, 0.8, 1.28, 1.9, 3})
        .anyMatch(kink -> Math.abs(ratio - kink) < 1e-4);
  }

  private static void assertSame(ZoneStatistics one, ZoneStatistics other) {
    assertThat(one.tokens()).isEqualTo(other.tokens());
    assertThat(one.clippedHigh()).isEqualTo(other.clippedHigh());
    assertThat(one.clippedLow()).isEqualTo(other.clippedLow());
    assertThat(one.dualClipped()).isEqualTo(other.dualClipped());
    assertThat(one.absoluteGradient()).isCloseTo(other.absoluteGradient(), ROUNDING);
    assertThat(one.sumEntropy()).isCloseTo(other.sumEntropy(), ROUNDING);
    RatioStatistics ratios = one.ratios();
    assertThat(ratios.maxRatio()).isEqualTo(other.ratios().maxRatio());
    Offset<Double> rounding = within(1e-12 * Math.max(1, ratios.sumSquaredRatio()));
    assertThat(ratios.sumRatio()).isCloseTo(other.ratios().sumRatio(), rounding);
    assertThat(ratios.sumSquaredRatio()).isCloseTo(other.ratios().sumSquaredRatio(), rounding);
    assertThat(ratios.sumK1()).isCloseTo(other.ratios().sumK1(), rounding);
    assertThat(ratios.sumK3()).isCloseTo(other.ratios().sumK3(), rounding);
  }
}
