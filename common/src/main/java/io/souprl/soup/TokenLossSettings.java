package io.souprl.soup;

import java.io.Serializable;

/**
 * The token loss's constants.
 *
 * @param policyLoss the loss of tokens that have a ratio
 * @param prefixLoss what happens to prefix tokens
 * @param prefixClip clip bounds of the prefix
 * @param continuationClip clip bounds of the continuation; under GSPO those of the sequence
 * @param dualClip c of CLIPPED: with a negative advantage a token's loss is at most -A c (Ye et
 *     al., arXiv 1912.09729); more than 1, or {@link #NO_DUAL_CLIP}
 * @param shapingGamma gamma of SHAPED, more than 0
 * @param topEntropyFraction q of TOP_ENTROPY, more than 0 and at most 1
 * @param kl the KL term
 * @param entropyCoefficient times the aggregated entropy is taken off the loss; 0 or more
 */
public record TokenLossSettings(
    PolicyLoss policyLoss,
    PrefixLoss prefixLoss,
    ClipBounds prefixClip,
    ClipBounds continuationClip,
    double dualClip,
    double shapingGamma,
    double topEntropyFraction,
    KlPenalty kl,
    double entropyCoefficient)
    implements Serializable {

  /** Switches the dual clip off. */
  public static final double NO_DUAL_CLIP = 0;

  private static final double SHAPING_GAMMA = 0.1;
  private static final double TOP_ENTROPY_FRACTION = 0.2;

  public TokenLossSettings {
    if (!(dualClip == NO_DUAL_CLIP || dualClip > 1)) {
      throw new IllegalArgumentException(
          "Cannot use a dual clip of " + dualClip + ": it must be 0 (off) or more than 1");
    }
    if (!(shapingGamma > 0)) {
      throw new IllegalArgumentException("Cannot shape with a gamma of " + shapingGamma);
    }
    if (!(topEntropyFraction > 0 && topEntropyFraction <= 1)) {
      throw new IllegalArgumentException(
          "Cannot take a fraction of " + topEntropyFraction + " of the prefix tokens");
    }
    if (!(entropyCoefficient >= 0) || Double.isInfinite(entropyCoefficient)) {
      throw new IllegalArgumentException(
          "Cannot use an entropy coefficient of " + entropyCoefficient);
    }
  }

  /** The clipped loss without KL term and entropy bonus. */
  public TokenLossSettings(
      PrefixLoss prefixLoss, ClipBounds prefixClip, ClipBounds continuationClip, double dualClip) {
    this(
        PolicyLoss.CLIPPED,
        prefixLoss,
        prefixClip,
        continuationClip,
        dualClip,
        SHAPING_GAMMA,
        TOP_ENTROPY_FRACTION,
        KlPenalty.NONE,
        0);
  }

  /** RATIO, clip 0.2 / 0.28 in both zones, dual clip 3. */
  public static TokenLossSettings defaults() {
    return new TokenLossSettings(
        PrefixLoss.RATIO, ClipBounds.defaults(), ClipBounds.defaults(), 3.0);
  }

  /** Whether the entropy is part of the loss. */
  public boolean entropyBonus() {
    return entropyCoefficient > 0;
  }

  /**
   * How many tokens of a response count in the loss. It depends on lengths alone, so the
   * denominator of a batch is known before its gradient.
   */
  public int countedTokens(int prefixLength, int responseLength) {
    return responseLength - prefixLength + countedPrefixTokens(prefixLength);
  }

  int countedPrefixTokens(int prefixLength) {
    return prefixLoss.countedTokens(prefixLength, topEntropyFraction);
  }

  TokenObjective continuationObjective() {
    return switch (policyLoss) {
      case CLIPPED -> ClippedObjective.ofTokens(continuationClip, dualClip);
      case GSPO -> ClippedObjective.ofSequences(continuationClip);
      case CISPO -> new DetachedObjective(continuationClip);
    };
  }

  TokenObjective prefixObjective() {
    if (prefixLoss == PrefixLoss.SHAPED) {
      return new ShapedObjective(shapingGamma);
    }
    return switch (policyLoss) {
      case CLIPPED -> ClippedObjective.ofTokens(prefixClip, dualClip);
      case GSPO -> continuationObjective();
      case CISPO -> new DetachedObjective(prefixClip);
    };
  }
}
