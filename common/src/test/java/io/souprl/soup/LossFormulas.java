package io.souprl.soup;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * The formulas of SOUP.md and FORMULAS.md taken literally. What stops the gradient reads {@code
 * held}, everything else {@code live}: finite differences move the live values only.
 */
record LossFormulas(
    TokenLossSettings settings, LossAggregation aggregation, List<LossSequence> batch) {

  /** The loss of the whole batch. */
  double loss() {
    return batch.stream().mapToDouble(sequence -> part(sequence, sequence)).sum();
  }

  /** One sequence's part in it. */
  double part(LossSequence live, LossSequence held) {
    boolean[] mask = mask(held);
    double sum = 0;
    for (int t = 0; t < mask.length; t++) {
      if (mask[t]) {
        double weight = held.weights() == null ? 1 : held.weights()[t];
        sum += weight * policy(live, held, mask, t);
        if (settings.kl().coefficient() > 0) {
          sum += settings.kl().coefficient() * kl(live.logprobs()[t] - live.referenceLogprobs()[t]);
        }
        if (settings.entropyCoefficient() > 0) {
          sum -= settings.entropyCoefficient() * live.entropies()[t];
        }
      }
    }
    double tokens = batch.stream().mapToInt(s -> count(mask(s))).sum();
    double counted = batch.stream().filter(s -> count(mask(s)) > 0).count();
    return switch (aggregation) {
      case TOKEN_MEAN -> sum / tokens;
      case SEQ_MEAN_TOKEN_MEAN -> sum / Math.max(1, count(mask)) / counted;
      case SEQ_MEAN_TOKEN_SUM_NORM -> sum / (batch.size() * LossFixture.CONSTANT_LENGTH);
    };
  }

  /** The tokens that count. */
  boolean[] mask(LossSequence sequence) {
    boolean[] mask = new boolean[sequence.length()];
    int prefix = sequence.prefixLength();
    for (int t = 0; t < mask.length; t++) {
      mask[t] =
          t >= prefix
              || switch (settings.prefixLoss()) {
                case RATIO, SHAPED -> true;
                case MASKED -> false;
                case TOP_ENTROPY -> rank(sequence, t) < selected(prefix);
              };
    }
    return mask;
  }

  private int selected(int prefix) {
    return BigDecimal.valueOf(settings.topEntropyFraction())
        .multiply(BigDecimal.valueOf(prefix))
        .setScale(0, RoundingMode.CEILING)
        .intValue();
  }

  private static int rank(LossSequence sequence, int token) {
    double[] entropies = sequence.entropies();
    int rank = 0;
    for (int t = 0; t < sequence.prefixLength(); t++) {
      if (entropies[t] > entropies[token] || (entropies[t] == entropies[token] && t < token)) {
        rank++;
      }
    }
    return rank;
  }

  private double policy(LossSequence live, LossSequence held, boolean[] mask, int t) {
    double advantage = live.advantage();
    boolean prefix = t < live.prefixLength();
    if (prefix && settings.prefixLoss() == PrefixLoss.SHAPED) {
      double x = Math.exp(live.logprobs()[t]);
      return -advantage * (x / (x + settings.shapingGamma()));
    }
    ClipBounds own = prefix ? settings.prefixClip() : settings.continuationClip();
    return switch (settings.policyLoss()) {
      case CLIPPED -> {
        double r = Math.exp(clamp(difference(live, t), -20, 20));
        double loss = Math.max(-advantage * r, -advantage * clip(r, own));
        yield advantage < 0 && settings.dualClip() > 0
            ? Math.min(loss, -advantage * settings.dualClip())
            : loss;
      }
      case GSPO -> {
        double logRatio = mean(held, mask) + live.logprobs()[t] - held.logprobs()[t];
        double s = Math.exp(clamp(logRatio, -20, 10));
        yield Math.max(-advantage * s, -advantage * clip(s, settings.continuationClip()));
      }
      case CISPO ->
          -clip(Math.exp(clamp(difference(held, t), -20, 20)), own)
              * advantage
              * live.logprobs()[t];
    };
  }

  private double mean(LossSequence sequence, boolean[] mask) {
    boolean shaped = settings.prefixLoss() == PrefixLoss.SHAPED;
    double sum = 0;
    int tokens = 0;
    for (int t = shaped ? sequence.prefixLength() : 0; t < mask.length; t++) {
      sum += mask[t] ? difference(sequence, t) : 0;
      tokens += mask[t] ? 1 : 0;
    }
    return sum / tokens;
  }

  private double kl(double delta) {
    return switch (settings.kl().estimator()) {
      case K2 -> delta * delta / 2;
      case K3 -> {
        double negative = clamp(-delta, -20, 20);
        yield clamp(Math.exp(negative) - negative - 1, -10, 10);
      }
    };
  }

  private static double difference(LossSequence sequence, int t) {
    return sequence.logprobs()[t] - sequence.behaviourLogprobs()[t];
  }

  private static double clip(double ratio, ClipBounds bounds) {
    return clamp(ratio, 1 - bounds.low(), 1 + bounds.high());
  }

  private static double clamp(double value, double low, double high) {
    return Math.max(low, Math.min(high, value));
  }

  static int count(boolean[] mask) {
    int count = 0;
    for (boolean counted : mask) {
      count += counted ? 1 : 0;
    }
    return count;
  }
}
