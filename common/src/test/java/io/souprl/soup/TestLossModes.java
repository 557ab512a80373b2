package io.souprl.soup;

import static io.souprl.soup.LossFixture.RATIO;
import static io.souprl.soup.LossFixture.loss;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.assertj.core.data.Offset;

/** What holds of every policy loss, prefix loss, KL term, entropy bonus and aggregation. */
class TestLossModes {
  private static final Offset<Double> ROUNDING = within(1e-12);
  private static final double STEP = 1e-6;

  /** How the loss is put together. */
  private record Mode(TokenLossSettings settings, LossAggregation aggregation) {}

  @Property(tries = 15)
  void hasTheValueAndTheFiniteDifferencesOfTheFormulas(@ForAll long seed) {
    List<LossSequence> batch = batch(new Random(seed), 4);
    for (Mode mode : modes()) {
      LossFormulas formulas = new LossFormulas(mode.settings(), mode.aggregation(), batch);
      TokenLoss loss = loss(mode.settings(), mode.aggregation(), batch);
      assertThat(loss.of(batch).loss())
          .as(mode.toString())
          .isCloseTo(formulas.loss(), tolerance(1e-12, formulas.loss()));
      for (LossSequence sequence : batch) {
        requireDifferences(mode, formulas, loss, sequence);
      }
    }
  }

  private static void requireDifferences(
      Mode mode, LossFormulas formulas, TokenLoss loss, LossSequence sequence) {
    SequenceLoss actual = loss.of(sequence);
    double value = formulas.part(sequence, sequence);
    assertThat(actual.entropyGradient() == null).isEqualTo(!mode.settings().entropyBonus());
    for (int t = 0; t < sequence.length(); t++) {
      if (!atKink(loss, sequence, t)) {
        double rise = formulas.part(moved(sequence, t, STEP), sequence);
        double fall = formulas.part(moved(sequence, t, -STEP), sequence);
        assertThat(actual.gradient()[t])
            .as("%s, token %d of %s", mode, t, sequence)
            .isCloseTo((rise - fall) / (2 * STEP), tolerance(1e-6, value));
      }
      if (actual.entropyGradient() != null) {
        double rise = formulas.part(withEntropy(sequence, t, STEP), sequence);
        double fall = formulas.part(withEntropy(sequence, t, -STEP), sequence);
        assertThat(actual.entropyGradient()[t])
            .isCloseTo((rise - fall) / (2 * STEP), tolerance(1e-6, value));
      }
    }
  }

  @Property(tries = 50)
  void isThePolicyGradientOnPolicy(@ForAll long seed) {
    List<LossSequence> batch =
        batch(new Random(seed), 4).stream()
            .map(
                s ->
                    LossSequence.of(s.logprobs(), s.logprobs(), s.prefixLength(), s.advantage())
                        .withEntropies(s.entropies()))
            .toList();
    for (Mode mode : modes()) {
      TokenLossSettings settings = mode.settings();
      if (settings.prefixLoss() == PrefixLoss.SHAPED || settings.kl().active()) {
        continue;
      }
      LossFormulas formulas = new LossFormulas(settings, mode.aggregation(), batch);
      LossNormalizer normalizer =
          mode.aggregation()
              .normalizer(LossFixture.counts(settings, batch), LossFixture.CONSTANT_LENGTH);
      TokenLoss loss = new TokenLoss(settings, normalizer);
      for (LossSequence sequence : batch) {
        boolean[] mask = formulas.mask(sequence);
        double[] gradient = loss.of(sequence).gradient();
        for (int t = 0; t < mask.length; t++) {
          double expected =
              mask[t] ? -sequence.advantage() / normalizer.divisor(LossFormulas.count(mask)) : 0;
          assertThat(gradient[t]).as(mode.toString()).isCloseTo(expected, ROUNDING);
        }
      }
    }
  }

  /** The batch without the tokens that do not count has the same loss, terms and gradient. */
  @Property(tries = 30)
  void leavesTokensThatDoNotCountOutOfEverything(@ForAll long seed) {
    List<LossSequence> batch = batch(new Random(seed), 5);
    for (Mode mode : modes()) {
      PrefixLoss prefixLoss = mode.settings().prefixLoss();
      if (prefixLoss == PrefixLoss.RATIO || prefixLoss == PrefixLoss.SHAPED) {
        continue;
      }
      LossFormulas formulas = new LossFormulas(mode.settings(), mode.aggregation(), batch);
      List<LossSequence> kept = batch.stream().map(s -> kept(s, formulas.mask(s))).toList();
      TokenLoss loss = loss(mode.settings(), mode.aggregation(), batch);
      TokenLoss plain = loss(with(mode.settings(), PrefixLoss.RATIO), mode.aggregation(), kept);
      for (int i = 0; i < batch.size(); i++) {
        SequenceLoss actual = loss.of(batch.get(i));
        SequenceLoss expected = plain.of(kept.get(i));
        boolean[] mask = formulas.mask(batch.get(i));
        assertThat(actual.loss()).isEqualTo(expected.loss());
        assertThat(actual.terms()).isEqualTo(expected.terms());
        assertThat(actual.statistics()).isEqualTo(expected.statistics());
        assertThat(only(actual.gradient(), mask)).isEqualTo(expected.gradient());
        requireZeros(actual.gradient(), mask);
        if (actual.entropyGradient() != null) {
          assertThat(only(actual.entropyGradient(), mask)).isEqualTo(expected.entropyGradient());
          requireZeros(actual.entropyGradient(), mask);
        }
      }
    }
  }

  @Property(tries = 20)
  void doesNotDependOnMicroBatchesOrOrder(@ForAll long seed) {
    Random random = new Random(seed);
    List<LossSequence> batch = batch(random, 6);
    List<LossSequence> shuffled = new ArrayList<>(batch);
    Collections.shuffle(shuffled, random);
    int cut = 1 + random.nextInt(5);
    for (Mode mode : modes()) {
      TokenLoss loss = loss(mode.settings(), mode.aggregation(), batch);
      BatchLoss whole = loss.of(batch);
      BatchLoss first = loss.of(shuffled.subList(0, cut));
      BatchLoss second = loss.of(shuffled.subList(cut, 6));
      assertThat(first.loss() + second.loss())
          .isCloseTo(whole.loss(), tolerance(1e-12, whole.loss()));
      List<double[]> gradients = new ArrayList<>(first.gradients());
      gradients.addAll(second.gradients());
      for (int i = 0; i < 6; i++) {
        assertThat(gradients.get(i))
            .isEqualTo(whole.gradients().get(batch.indexOf(shuffled.get(i))));
      }
    }
  }

  @Property
  void isTheClippedLossOfSequencesOfOneTokenUnderGspo(
      @ForAll @DoubleRange(min = -3, max = 3) double advantage,
      @ForAll @DoubleRange(min = -9, max = 9) double logRatio) {
    TokenLossSettings clipped =
        new TokenLossSettings(
            PrefixLoss.RATIO,
            ClipBounds.defaults(),
            ClipBounds.defaults(),
            TokenLossSettings.NO_DUAL_CLIP);
    LossSequence sequence =
        LossSequence.of(new double[] {logRatio - 1}, new double[] {-1}, 0, advantage);
    List<LossSequence> batch = List.of(sequence);
    SequenceLoss expected = loss(clipped, LossAggregation.SEQ_MEAN_TOKEN_MEAN, batch).of(sequence);
    SequenceLoss actual =
        loss(with(clipped, PolicyLoss.GSPO), LossAggregation.SEQ_MEAN_TOKEN_MEAN, batch)
            .of(sequence);
    assertThat(actual.loss()).isEqualTo(expected.loss());
    assertThat(actual.gradient()).isEqualTo(expected.gradient());
    assertThat(actual.statistics()).isEqualTo(expected.statistics());
  }

  @Property
  void losesNoGradientUnderCispo(
      @ForAll @DoubleRange(min = 0.1, max = 3) double size,
      @ForAll @DoubleRange(min = -20, max = 20) double logRatio) {
    for (double advantage : new double[] {size, -size}) {
      double gradient =
          LossFixture.one(with(RATIO, PolicyLoss.CISPO), 0, advantage, logRatio).gradient()[0];
      double weight = Math.max(0.8, Math.min(1.28, Math.exp(logRatio)));
      assertThat(gradient).isNotZero().isCloseTo(-advantage * weight, within(1e-9));
    }
  }

  private static List<Mode> modes() {
    List<Mode> modes = new ArrayList<>();
    for (PolicyLoss policyLoss : PolicyLoss.values()) {
      for (PrefixLoss prefixLoss : PrefixLoss.values()) {
        for (KlPenalty kl :
            List.of(
                KlPenalty.NONE,
                new KlPenalty(0.3, KlEstimator.K2),
                new KlPenalty(0.2, KlEstimator.K3))) {
          for (double entropyCoefficient : new double[] {0, 0.1}) {
            for (LossAggregation aggregation : aggregations(policyLoss)) {
              modes.add(
                  new Mode(
                      new TokenLossSettings(
                          policyLoss,
                          prefixLoss,
                          LossFixture.PREFIX_CLIP,
                          ClipBounds.defaults(),
                          3,
                          0.1,
                          0.4,
                          kl,
                          entropyCoefficient),
                      aggregation));
            }
          }
        }
      }
    }
    return modes;
  }

  private static List<LossAggregation> aggregations(PolicyLoss policyLoss) {
    return policyLoss == PolicyLoss.GSPO
        ? List.of(LossAggregation.SEQ_MEAN_TOKEN_MEAN)
        : List.of(LossAggregation.values());
  }

  /** With a reference, ratios beyond every clamp, and entropies that are equal at times. */
  private static List<LossSequence> batch(Random random, int size) {
    List<LossSequence> batch = new ArrayList<>();
    for (LossSequence plain : LossFixture.batch(random, size)) {
      double[] logprobs = plain.logprobs().clone();
      double[] reference = new double[logprobs.length];
      double[] entropies = plain.entropies().clone();
      for (int t = 0; t < logprobs.length; t++) {
        reference[t] = logprobs[t] + 1.5 * random.nextGaussian();
        if (random.nextInt(12) == 0) {
          logprobs[t] += random.nextBoolean() ? 23 : -23;
        }
        if (t > 0 && random.nextInt(4) == 0) {
          entropies[t] = entropies[t - 1];
        }
      }
      batch.add(
          new LossSequence(
              logprobs,
              plain.behaviourLogprobs(),
              plain.prefixLength(),
              plain.advantage(),
              plain.weights(),
              entropies,
              reference));
    }
    return batch;
  }

  private static TokenLossSettings with(TokenLossSettings settings, PrefixLoss prefixLoss) {
    return with(settings, settings.policyLoss(), prefixLoss);
  }

  private static TokenLossSettings with(TokenLossSettings settings, PolicyLoss policyLoss) {
    return with(settings, policyLoss, settings.prefixLoss());
  }

  private static TokenLossSettings with(
      TokenLossSettings settings, PolicyLoss policyLoss, PrefixLoss prefixLoss) {
    return new TokenLossSettings(
        policyLoss,
        prefixLoss,
        settings.prefixClip(),
        settings.continuationClip(),
        settings.dualClip(),
        settings.shapingGamma(),
        settings.topEntropyFraction(),
        settings.kl(),
        settings.entropyCoefficient());
  }

  /** Whether the gradient jumps within the step of the finite differences. */
  private static boolean atKink(TokenLoss loss, LossSequence sequence, int token) {
    double below = loss.of(moved(sequence, token, -20 * STEP)).gradient()[token];
    double above = loss.of(moved(sequence, token, 20 * STEP)).gradient()[token];
    return Math.abs(above - below) > 1e-3 * (Math.abs(above) + Math.abs(below));
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
        sequence.referenceLogprobs());
  }

  private static LossSequence withEntropy(LossSequence sequence, int token, double step) {
    double[] entropies = sequence.entropies().clone();
    entropies[token] += step;
    return sequence.withEntropies(entropies);
  }

  private static LossSequence kept(LossSequence sequence, boolean[] mask) {
    int prefix = 0;
    for (int t = 0; t < sequence.prefixLength(); t++) {
      prefix += mask[t] ? 1 : 0;
    }
    return new LossSequence(
        only(sequence.logprobs(), mask),
        only(sequence.behaviourLogprobs(), mask),
        prefix,
        sequence.advantage(),
        only(sequence.weights(), mask),
        only(sequence.entropies(), mask),
        only(sequence.referenceLogprobs(), mask));
  }

  private static double[] only(double[] values, boolean[] mask) {
    double[] kept = new double[LossFormulas.count(mask)];
    int next = 0;
    for (int t = 0; t < mask.length; t++) {
      if (mask[t]) {
        kept[next++] = values[t];
      }
    }
    return kept;
  }

  private static void requireZeros(double[] values, boolean[] mask) {
    for (int t = 0; t < mask.length; t++) {
      assertThat(mask[t] || values[t] == 0).isTrue();
    }
  }

  private static Offset<Double> tolerance(double relative, double value) {
    return within(relative * (1 + Math.abs(value)));
  }
}
