package io.souprl.soup;

import static io.souprl.soup.LossFixture.PREFIX_CLIP;
import static io.souprl.soup.LossFixture.loss;
import static io.souprl.soup.LossFixture.one;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The modes beside SOUP's own at values that can be worked out by hand. */
class TestNeighbourLosses {
  private static final Offset<Double> ROUNDING = within(1e-12);

  private static TokenLossSettings settings(PolicyLoss policyLoss, PrefixLoss prefixLoss) {
    return settings(policyLoss, prefixLoss, 0.2, KlPenalty.NONE, 0);
  }

  private static TokenLossSettings settings(
      PolicyLoss policyLoss,
      PrefixLoss prefixLoss,
      double topEntropyFraction,
      KlPenalty kl,
      double entropyCoefficient) {
    return new TokenLossSettings(
        policyLoss,
        prefixLoss,
        PREFIX_CLIP,
        ClipBounds.defaults(),
        3,
        0.1,
        topEntropyFraction,
        kl,
        entropyCoefficient);
  }

  /** f(x) = x / (x + 0.1) and its gradient with respect to log x, 0.1 x / (x + 0.1)^2. */
  @ParameterizedTest
  @CsvSource({"0.1, 0.5, 0.25", "0.4, 0.8, 0.16", "0.9, 0.9, 0.09", "0, 0, 0"})
  void shapesThePrefixByItsProbability(double probability, double value, double slope) {
    TokenLossSettings shaped = settings(PolicyLoss.CLIPPED, PrefixLoss.SHAPED);
    double[] logprobs = {Math.log(probability)};
    for (double advantage : new double[] {2, -2}) {
      for (double behaviour : new double[] {-0.1, -9}) {
        LossSequence sequence = LossSequence.of(logprobs, new double[] {behaviour}, 1, advantage);
        SequenceLoss loss =
            loss(shaped, LossAggregation.TOKEN_MEAN, List.of(sequence)).of(sequence);
        assertThat(loss.loss()).isCloseTo(-advantage * value, ROUNDING);
        assertThat(loss.gradient()[0]).isCloseTo(-advantage * slope, ROUNDING);
        assertThat(loss.statistics().prefix().clipFraction()).isZero();
      }
    }
  }

  @Test
  void shapesThePrefixAlone() {
    TokenLossSettings shaped = settings(PolicyLoss.CLIPPED, PrefixLoss.SHAPED);
    assertThat(one(shaped, 0, 1, 0.1).gradient()).isEqualTo(one(0, 1, 0.1).gradient());
  }

  @Test
  void clipsAllTokensOfASequenceOrNoneUnderGspo() {
    TokenLossSettings gspo = settings(PolicyLoss.GSPO, PrefixLoss.RATIO);
    double[] behaviour = {-1, -1, -1};
    // Mean log ratio 0.2: e^0.2 = 1.22 is within 1.28, though the first token's own e^0.9 is not.
    LossSequence within = LossSequence.of(new double[] {-0.1, -1.2, -1.1}, behaviour, 1, 1.5);
    TokenLoss loss = loss(gspo, LossAggregation.SEQ_MEAN_TOKEN_MEAN, List.of(within));
    double each = -1.5 * Math.exp(0.2) / 3;
    assertThat(loss.of(within).loss()).isCloseTo(3 * each, ROUNDING);
    assertThat(loss.of(within).gradient())
        .containsExactly(new double[] {each, each, each}, ROUNDING);
    assertThat(loss.of(within).statistics().all().clippedHigh()).isZero();
    LossSequence beyond = LossSequence.of(new double[] {-0.1, -1, -1}, behaviour, 1, 1.5);
    assertThat(loss.of(beyond).loss()).isCloseTo(-1.5 * 1.28, ROUNDING);
    assertThat(loss.of(beyond).gradient()).containsExactly(0, 0, 0);
    assertThat(loss.of(beyond).statistics().prefix().clippedHigh()).isEqualTo(1);
    assertThat(loss.of(beyond).statistics().continuation().clippedHigh()).isEqualTo(2);
  }

  @Test
  void averagesTheRatioOfGspoOverTokensThatCountAndHaveOne() {
    double[] behaviour = {-1, -1, -1};
    double[] logprobs = {-5, -0.9, -0.9};
    LossSequence sequence = LossSequence.of(logprobs, behaviour, 1, 1);
    double ratio = Math.exp(0.1);
    for (PrefixLoss prefixLoss : List.of(PrefixLoss.MASKED, PrefixLoss.SHAPED)) {
      TokenLossSettings gspo = settings(PolicyLoss.GSPO, prefixLoss);
      double tokens = gspo.countedTokens(1, 3);
      double[] gradient =
          loss(gspo, LossAggregation.SEQ_MEAN_TOKEN_MEAN, List.of(sequence))
              .of(sequence)
              .gradient();
      assertThat(gradient[1]).isCloseTo(-ratio / tokens, ROUNDING);
      assertThat(gradient[2]).isCloseTo(-ratio / tokens, ROUNDING);
    }
  }

  @Test
  void clampsTheRatioOfGspoAtTenAndHasNoDualClip() {
    TokenLossSettings gspo = settings(PolicyLoss.GSPO, PrefixLoss.RATIO);
    LossSequence far = LossSequence.of(new double[] {-1, -1}, new double[] {-10, -15}, 0, -2);
    SequenceLoss loss = loss(gspo, LossAggregation.SEQ_MEAN_TOKEN_MEAN, List.of(far)).of(far);
    assertThat(loss.loss()).isCloseTo(2 * Math.exp(10), within(1e-7));
    assertThat(loss.gradient()).containsExactly(0, 0);
    LossSequence near = LossSequence.of(new double[] {-1, -1}, new double[] {-10, -10}, 0, -2);
    assertThat(
            loss(gspo, LossAggregation.SEQ_MEAN_TOKEN_MEAN, List.of(near)).of(near).gradient()[0])
        .isCloseTo(Math.exp(9), within(1e-7));
  }

  @Test
  void weighsByTheClippedRatioOfEachZoneUnderCispo() {
    TokenLossSettings cispo = settings(PolicyLoss.CISPO, PrefixLoss.RATIO);
    assertThat(one(cispo, 1, 1, 1).gradient()[0]).isCloseTo(-1.9, ROUNDING);
    assertThat(one(cispo, 0, 1, 1).gradient()[0]).isCloseTo(-1.28, ROUNDING);
    assertThat(one(cispo, 0, -1, 1).gradient()[0]).isCloseTo(1.28, ROUNDING);
    assertThat(one(cispo, 1, 1, -1).gradient()[0]).isCloseTo(-0.6, ROUNDING);
    assertThat(one(cispo, 0, 1, -0.5).loss()).isCloseTo(0.8 * 1.5, ROUNDING);
    assertThat(one(cispo, 0, 1, 1).statistics().continuation().clippedHigh()).isEqualTo(1);
    assertThat(one(cispo, 0, -1, 1).statistics().continuation().clippedHigh()).isEqualTo(1);
    assertThat(one(cispo, 0, 1, -1).statistics().continuation().clippedLow()).isEqualTo(1);
    assertThat(one(cispo, 0, 0, 1).statistics().continuation().clipFraction()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "0.2, 6, 2",
    "0.2, 5, 1",
    "0.2, 0, 0",
    "0.07, 100, 7",
    "0.01, 3, 1",
    "1, 4, 4",
    "0.3, 10, 3"
  })
  void keepsTheCeilingOfAPartOfThePrefix(double fraction, int prefix, int kept) {
    TokenLossSettings top =
        settings(PolicyLoss.CLIPPED, PrefixLoss.TOP_ENTROPY, fraction, KlPenalty.NONE, 0);
    assertThat(top.countedTokens(prefix, prefix + 3)).isEqualTo(kept + 3);
    assertThat(BatchCounts.of(top, prefix, prefix))
        .isEqualTo(new BatchCounts(kept, kept > 0 ? 1 : 0, 1));
  }

  @Test
  void keepsPrefixTokensOfHighestEntropyAndTheEarlierOfEqualOnes() {
    TokenLossSettings top =
        settings(PolicyLoss.CLIPPED, PrefixLoss.TOP_ENTROPY, 0.5, KlPenalty.NONE, 0);
    LossSequence sequence =
        LossSequence.of(new double[6], new double[6], 5, -1)
            .withEntropies(new double[] {0.2, 0.7, 0.3, 0.9, 0.3, 0.1});
    SequenceLoss loss = loss(top, LossAggregation.TOKEN_MEAN, List.of(sequence)).of(sequence);
    assertThat(loss.gradient()).containsExactly(0, 0.25, 0.25, 0.25, 0, 0.25);
    assertThat(loss.statistics().prefix().tokens()).isEqualTo(3);
    assertThat(loss.statistics().prefix().entropyMean()).isCloseTo(1.9 / 3, ROUNDING);
  }

  @Test
  void countsTheWholePrefixBeforeEntropiesAreKnown() {
    LossSequence sequence = LossSequence.of(new double[5], new double[5], 4, 1);
    assertThat(RatioStatistics.of(sequence, PrefixLoss.TOP_ENTROPY, Zone.PREFIX).tokens())
        .isEqualTo(4);
    assertThat(RatioStatistics.of(sequence, PrefixLoss.MASKED, Zone.PREFIX).tokens()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "K2, 2, 2, 2",
    "K2, -30, 450, -30",
    "K3, 0, 0, 0",
    "K3, 2, 1.1353352832366128, 0.8646647167633873",
    "K3, -2, 4.38905609893065, -6.38905609893065",
    "K3, -5, 10, 0",
    "K3, 25, 10, 0"
  })
  void estimatesTheKlDivergenceWithinVerlsClamps(
      KlEstimator estimator, double delta, double value, double gradient) {
    assertThat(estimator.value(delta)).isCloseTo(value, ROUNDING);
    assertThat(estimator.gradient(delta)).isCloseTo(gradient, ROUNDING);
  }

  @Test
  void addsTheKlTermOverTheSameTokensWithoutTheirWeights() {
    TokenLossSettings kl =
        settings(PolicyLoss.CLIPPED, PrefixLoss.MASKED, 0.2, new KlPenalty(0.5, KlEstimator.K2), 0);
    LossSequence sequence =
        LossSequence.of(new double[] {-1, -2, -3}, new double[] {-1, -2, -3}, 1, 0)
            .withWeights(new double[] {7, 7, 7})
            .withReference(new double[] {-9, -1, -5});
    SequenceLoss loss = loss(kl, LossAggregation.TOKEN_MEAN, List.of(sequence)).of(sequence);
    // delta = -1 and 2: k2 = 1/2 and 2, the mean 5/4.
    assertThat(loss.loss()).isCloseTo(0.625, ROUNDING);
    assertThat(loss.gradient()).containsExactly(new double[] {0, -0.25, 0.5}, ROUNDING);
    assertThat(loss.terms().policy()).isZero();
    assertThat(loss.terms().kl()).isCloseTo(1.25, ROUNDING);
    KlStatistics estimates = loss.terms().estimates();
    assertThat(estimates.tokens()).isEqualTo(2);
    assertThat(estimates.k1()).isCloseTo(0.5, ROUNDING);
    assertThat(estimates.k2()).isCloseTo(1.25, ROUNDING);
    assertThat(estimates.k3()).isCloseTo((Math.E - 2 + Math.exp(-2) + 1) / 2, ROUNDING);
  }

  @Test
  void takesTheEntropyOffTheLoss() {
    TokenLossSettings bonus =
        settings(PolicyLoss.CLIPPED, PrefixLoss.MASKED, 0.2, KlPenalty.NONE, 0.1);
    LossSequence sequence =
        LossSequence.of(new double[3], new double[3], 1, 0).withEntropies(new double[] {9, 1, 2});
    SequenceLoss loss = loss(bonus, LossAggregation.TOKEN_MEAN, List.of(sequence)).of(sequence);
    assertThat(loss.loss()).isCloseTo(-0.15, ROUNDING);
    assertThat(loss.terms().entropy()).isCloseTo(1.5, ROUNDING);
    assertThat(loss.entropyGradient()).containsExactly(0, -0.05, -0.05);
    assertThat(loss.gradient()).containsExactly(new double[3], ROUNDING);
  }

  @Test
  void refusesWhatAModeLacks() {
    LossSequence bare = LossSequence.of(new double[2], new double[2], 2, 1);
    List<LossSequence> batch = List.of(bare);
    TokenLossSettings top = settings(PolicyLoss.CLIPPED, PrefixLoss.TOP_ENTROPY);
    assertThatThrownBy(() -> loss(top, LossAggregation.TOKEN_MEAN, batch).of(bare))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot pick the prefix tokens of highest entropy: that of token 0 is not known");
    TokenLossSettings kl =
        settings(PolicyLoss.CLIPPED, PrefixLoss.RATIO, 0.2, new KlPenalty(1, KlEstimator.K3), 0);
    assertThatThrownBy(() -> loss(kl, LossAggregation.TOKEN_MEAN, batch).of(bare))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot estimate the KL divergence: the sequence has no log-probs of the reference");
    LossSequence broken = bare.withReference(new double[] {0, Double.NaN});
    assertThatThrownBy(() -> loss(kl, LossAggregation.TOKEN_MEAN, batch).of(broken))
        .hasMessage(
            "Cannot estimate the KL divergence at token 1: its log-probs are 0.0 now and NaN"
                + " under the reference");
    TokenLossSettings gspo = settings(PolicyLoss.GSPO, PrefixLoss.RATIO);
    assertThatThrownBy(() -> loss(gspo, LossAggregation.TOKEN_MEAN, batch))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot aggregate GSPO by TOKEN_MEAN: it is defined by SEQ_MEAN_TOKEN_MEAN");
  }

  @Test
  void refusesConstantsThatMakeNoSense() {
    assertThatThrownBy(() -> settings(PolicyLoss.CLIPPED, PrefixLoss.RATIO, 0, KlPenalty.NONE, 0))
        .hasMessage("Cannot take a fraction of 0.0 of the prefix tokens");
    assertThatThrownBy(
            () -> settings(PolicyLoss.CLIPPED, PrefixLoss.RATIO, 0.2, KlPenalty.NONE, -1))
        .hasMessage("Cannot use an entropy coefficient of -1.0");
    assertThatThrownBy(() -> new KlPenalty(-1, KlEstimator.K2))
        .hasMessage("Cannot use a KL coefficient of -1.0");
    assertThatThrownBy(
            () ->
                new TokenLossSettings(
                    PolicyLoss.CLIPPED,
                    PrefixLoss.SHAPED,
                    PREFIX_CLIP,
                    PREFIX_CLIP,
                    3,
                    0,
                    0.2,
                    KlPenalty.NONE,
                    0))
        .hasMessage("Cannot shape with a gamma of 0.0");
  }
}
