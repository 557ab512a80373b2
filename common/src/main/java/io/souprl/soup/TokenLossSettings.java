package io.souprl.soup;

import java.io.Serializable;

/**
 * The token loss's constants.
 *
 * @param prefixLoss what happens to prefix tokens
 * @param prefixClip clip bounds of the prefix
 * @param continuationClip clip bounds of the continuation
 * @param dualClip c: with a negative advantage a token's loss is at most -A c (Ye et al., arXiv
 *     1912.09729); more than 1, or {@link #NO_DUAL_CLIP}
 */
public record TokenLossSettings(
    PrefixLoss prefixLoss, ClipBounds prefixClip, ClipBounds continuationClip, double dualClip)
    implements Serializable {

  /** Switches the dual clip off. */
  public static final double NO_DUAL_CLIP = 0;

  public TokenLossSettings {
    if (!(dualClip == NO_DUAL_CLIP || dualClip > 1)) {
      throw new IllegalArgumentException(
          "Cannot use a dual clip of " + dualClip + ": it must be 0 (off) or more than 1");
    }
  }

  /** RATIO, clip 0.2 / 0.28 in both zones, dual clip 3. */
  public static TokenLossSettings defaults() {
    return new TokenLossSettings(
        PrefixLoss.RATIO, ClipBounds.defaults(), ClipBounds.defaults(), 3.0);
  }
}
