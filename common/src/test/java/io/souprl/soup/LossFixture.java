package io.souprl.soup;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Settings, batches and losses that the tests of the token loss share. */
final class LossFixture {
  static final int CONSTANT_LENGTH = 7;
  static final ClipBounds PREFIX_CLIP = new ClipBounds(0.4, 0.9);
  static final TokenLossSettings RATIO =
      new TokenLossSettings(PrefixLoss.RATIO, PREFIX_CLIP, ClipBounds.defaults(), 3);
  static final TokenLossSettings MASKED =
      new TokenLossSettings(PrefixLoss.MASKED, PREFIX_CLIP, ClipBounds.defaults(), 3);

  private LossFixture() {}

  static SequenceLoss one(int prefixLength, double advantage, double logRatio) {
    return one(RATIO, prefixLength, advantage, logRatio);
  }

  /** The loss of a batch of one token. */
  static SequenceLoss one(
      TokenLossSettings settings, int prefixLength, double advantage, double logRatio) {
    double behaviour = -1;
    LossSequence sequence =
        LossSequence.of(
            new double[] {behaviour + logRatio}, new double[] {behaviour}, prefixLength, advantage);
    return loss(settings, LossAggregation.TOKEN_MEAN, List.of(sequence)).of(sequence);
  }

  static TokenLoss loss(
      TokenLossSettings settings, LossAggregation aggregation, List<LossSequence> batch) {
    return new TokenLoss(
        settings, aggregation.normalizer(counts(settings, batch), CONSTANT_LENGTH));
  }

  static BatchCounts counts(TokenLossSettings settings, List<LossSequence> batch) {
    return batch.stream()
        .map(s -> BatchCounts.of(settings, s.prefixLength(), s.length()))
        .reduce(BatchCounts.NONE, BatchCounts::plus);
  }

  /** Sequences of 1 to 8 tokens with prefixes of any length and ratios around the clips. */
  static List<LossSequence> batch(Random random, int size) {
    List<LossSequence> batch = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      int length = 1 + random.nextInt(8);
      double[] behaviour = new double[length];
      double[] logprobs = new double[length];
      double[] weights = new double[length];
      double[] entropies = new double[length];
      for (int t = 0; t < length; t++) {
        behaviour[t] = -5 * random.nextDouble();
        logprobs[t] = behaviour[t] + random.nextGaussian();
        weights[t] = 2 * random.nextDouble();
        entropies[t] = random.nextDouble();
      }
      batch.add(
          LossSequence.of(
                  logprobs, behaviour, random.nextInt(length + 1), 2 * random.nextGaussian())
              .withWeights(weights)
              .withEntropies(entropies));
    }
    return batch;
  }
}
