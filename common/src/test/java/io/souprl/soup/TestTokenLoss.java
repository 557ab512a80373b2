package io.souprl.soup;

import static io.souprl.soup.LossFixture.MASKED;
import static io.souprl.soup.LossFixture.PREFIX_CLIP;
import static io.souprl.soup.LossFixture.RATIO;
import static io.souprl.soup.LossFixture.batch;
import static io.souprl.soup.LossFixture.counts;
import static io.souprl.soup.LossFixture.loss;
import static io.souprl.soup.LossFixture.one;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TestTokenLoss {
  private static final Offset<Double> ROUNDING = within(1e-12);

  @Test
  void addsUpCountsOfPartitions() {
    List<LossSequence> batch = batch(new Random(4), 8);
    assertThat(counts(RATIO, batch.subList(0, 3))).isNotEqualTo(counts(RATIO, batch));
    assertThat(counts(RATIO, batch.subList(0, 3)).plus(counts(RATIO, batch.subList(3, 8))))
        .isEqualTo(counts(RATIO, batch));
    assertThat(BatchCounts.of(MASKED, 4, 9)).isEqualTo(new BatchCounts(5, 1, 1));
    assertThat(BatchCounts.of(MASKED, 9, 9)).isEqualTo(new BatchCounts(0, 0, 1));
    assertThat(BatchCounts.of(RATIO, 9, 9)).isEqualTo(new BatchCounts(9, 1, 1));
  }

  @Test
  void givesNothingForASequenceWithoutCountedTokens() {
    LossSequence replay = LossSequence.of(new double[2], new double[2], 2, 1);
    TokenLoss loss = loss(MASKED, LossAggregation.SEQ_MEAN_TOKEN_MEAN, List.of(replay));
    SequenceLoss none = loss.of(replay);
    assertThat(none.loss()).isZero();
    assertThat(none.gradient()).containsExactly(0, 0);
    assertThat(none.statistics()).isEqualTo(LossStatistics.NONE);
  }

  @Test
  void clipsEachZoneWithItsOwnBounds() {
    double logRatio = Math.log(1.5); // within 1.9 of the prefix, above 1.28 of the continuation
    assertThat(one(1, 1, logRatio).gradient()[0]).isCloseTo(-1.5, ROUNDING);
    assertThat(one(0, 1, logRatio).gradient()[0]).isZero();
    assertThat(one(0, 1, logRatio).loss()).isCloseTo(-1.28, ROUNDING);
  }

  @Test
  void countsEachClipByItsName() {
    assertThat(one(0, 1, 1).statistics().continuation().clippedHigh()).isEqualTo(1);
    assertThat(one(0, -1, -1).statistics().continuation().clippedLow()).isEqualTo(1);
    assertThat(one(0, -1, 2).statistics().continuation().dualClipped()).isEqualTo(1);
    assertThat(one(1, 1, 1).statistics().prefix().clipHighFraction()).isEqualTo(1);
    for (double logRatio : new double[] {-1, 1, 2}) {
      ZoneStatistics zeroAdvantage = one(0, 0, logRatio).statistics().all();
      assertThat(zeroAdvantage.lostGradientFraction()).isZero();
    }
    ZoneStatistics low = one(0, -1, -1).statistics().all();
    ZoneStatistics both = low.plus(one(0, -1, 2).statistics().all());
    assertThat(both.clipFraction()).isEqualTo(0.5);
    assertThat(both.clipLowFraction()).isEqualTo(0.5);
    assertThat(both.clipHighFraction()).isZero();
    assertThat(both.dualClipFraction()).isEqualTo(0.5);
    assertThat(both.lostGradientFraction()).isEqualTo(1);
  }

  @Test
  void bringsTheLossOfNegativeAdvantagesUnderTheDualClip() {
    assertThat(one(0, -2, 2).loss()).isEqualTo(6);
    assertThat(one(0, -2, 2).gradient()).containsExactly(0);
    TokenLossSettings off =
        new TokenLossSettings(
            PrefixLoss.RATIO, PREFIX_CLIP, PREFIX_CLIP, TokenLossSettings.NO_DUAL_CLIP);
    assertThat(one(off, 0, -2, 2).loss()).isCloseTo(2 * Math.exp(2), ROUNDING);
  }

  @Test
  void hasNoGradientBeyondTheClamp() {
    TokenLossSettings off =
        new TokenLossSettings(
            PrefixLoss.RATIO, PREFIX_CLIP, PREFIX_CLIP, TokenLossSettings.NO_DUAL_CLIP);
    assertThat(one(off, 0, -1, 20.5).gradient()).containsExactly(0);
    assertThat(one(off, 0, -1, 20.5).loss()).isEqualTo(Math.exp(20));
    assertThat(one(off, 0, -1, 19.5).gradient()).containsExactly(Math.exp(19.5));
    assertThat(one(off, 0, 1, -20.5).gradient()).containsExactly(0);
    assertThat(one(off, 0, 1, -19.5).gradient()).containsExactly(-Math.exp(-19.5));
    assertThat(one(off, 0, 1, Double.NEGATIVE_INFINITY).loss()).isEqualTo(-Math.exp(-20));
  }

  @Test
  void sharesTheGradientBetweenZones() {
    LossSequence sequence = LossSequence.of(new double[4], new double[4], 1, -2);
    LossStatistics statistics =
        loss(RATIO, LossAggregation.TOKEN_MEAN, List.of(sequence)).of(sequence).statistics();
    assertThat(statistics.gradientShare(Zone.PREFIX)).isEqualTo(0.25);
    assertThat(statistics.gradientShare(Zone.CONTINUATION)).isEqualTo(0.75);
    assertThat(statistics.all().absoluteGradient()).isEqualTo(2);
  }

  @Test
  void averagesEntropiesByZoneWhenTheyAreKnown() {
    LossSequence sequence = LossSequence.of(new double[3], new double[3], 1, 1);
    LossSequence known = sequence.withEntropies(new double[] {4, 1, 2});
    TokenLoss loss = loss(RATIO, LossAggregation.TOKEN_MEAN, List.of(known));
    assertThat(loss.of(known).statistics().prefix().entropyMean()).isEqualTo(4);
    assertThat(loss.of(known).statistics().continuation().entropyMean()).isEqualTo(1.5);
    assertThat(loss.of(sequence).statistics().continuation().entropyMean()).isNaN();
  }

  @Test
  void readsFloat32LogProbs() {
    LossSequence sequence =
        LossSequence.of(new float[] {-0.5f, -1.5f}, new float[] {-0.25f, -1}, 1, 1);
    assertThat(sequence.logprobs()).containsExactly(-0.5, -1.5);
    assertThat(sequence.behaviourLogprobs()).containsExactly(-0.25, -1);
  }

  @Test
  void refusesInputThatHasNoLoss() {
    assertThatThrownBy(() -> one(0, 1, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot compare policies at token 0: its log-probs are NaN now and"
                + " -1.0 when it was sampled");
    assertThatThrownBy(() -> LossSequence.of(new double[2], new double[3], 0, 1))
        .hasMessage("Cannot pair 2 log-probs with 3 behaviour log-probs");
    assertThatThrownBy(() -> LossSequence.of(new double[2], new double[2], 3, 1))
        .hasMessage("Cannot take a prefix of 3 of 2 tokens");
    assertThatThrownBy(() -> LossSequence.of(new double[2], new double[2], 0, Double.NaN))
        .hasMessage("Cannot train on the advantage NaN");
    LossNormalizer empty = LossAggregation.TOKEN_MEAN.normalizer(BatchCounts.NONE, 0);
    LossSequence sequence = LossSequence.of(new double[2], new double[2], 0, 1);
    assertThatThrownBy(() -> new TokenLoss(RATIO, empty).of(sequence))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot normalise the loss: a sequence has 2 counted tokens, but the batch's"
                + " TOKEN_MEAN divisor is 0.0");
  }

  @Test
  void refusesConstantsThatMakeNoSense() {
    assertThatThrownBy(() -> new TokenLossSettings(PrefixLoss.RATIO, PREFIX_CLIP, PREFIX_CLIP, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot use a dual clip of 1.0: it must be 0 (off) or more than 1");
    assertThatThrownBy(() -> new ClipBounds(1.2, 0.2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot clip ratios with low 1.2, high 0.2");
    BatchCounts counts = new BatchCounts(1, 1, 1);
    assertThatThrownBy(() -> LossAggregation.SEQ_MEAN_TOKEN_SUM_NORM.normalizer(counts, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot normalise the loss by a length of 0 tokens");
  }
}
