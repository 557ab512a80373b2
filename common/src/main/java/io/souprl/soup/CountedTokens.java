package io.souprl.soup;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Which tokens of a sequence count in the loss, in its numerator and in its denominator. */
final class CountedTokens {
  private CountedTokens() {}

  /** One entry a token, {@link TokenLossSettings#countedTokens} of them true. */
  static boolean[] of(TokenLossSettings settings, LossSequence sequence) {
    boolean[] counted = new boolean[sequence.length()];
    Arrays.fill(counted, sequence.prefixLength(), counted.length, true);
    switch (settings.prefixLoss()) {
      case RATIO, SHAPED -> Arrays.fill(counted, 0, sequence.prefixLength(), true);
      case MASKED -> {}
      case TOP_ENTROPY -> {
        double[] entropies = prefixEntropies(sequence);
        IntStream.range(0, entropies.length)
            .boxed()
            .sorted(
                Comparator.comparingDouble((Integer token) -> -entropies[token])
                    .thenComparingInt(token -> token))
            .limit(settings.countedPrefixTokens(entropies.length))
            .forEach(token -> counted[token] = true);
      }
    }
    return counted;
  }

  private static double[] prefixEntropies(LossSequence sequence) {
    double[] entropies = new double[sequence.prefixLength()];
    for (int token = 0; token < entropies.length; token++) {
      entropies[token] = sequence.entropy(token);
      if (Double.isNaN(entropies[token])) {
        throw new IllegalArgumentException(
            "Cannot pick the prefix tokens of highest entropy: that of token "
                + token
                + " is not known");
      }
    }
    return entropies;
  }
}
