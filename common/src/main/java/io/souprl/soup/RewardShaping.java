package io.souprl.soup;

import java.io.Serializable;

/**
 * Makes the reward that training uses from a recorded score:
 *
 * <pre>R = correctWeight score + formatWeight [well-formed] - overlong(length)</pre>
 *
 * <p>with the soft overlong punishment of DAPO (Yu et al., arXiv 2503.14476, equation 13) of buffer
 * c and penalty f at the token limit L:
 *
 * <pre>
 *   overlong(n) = 0                    n &lt;= L - c
 *                 (n - (L - c)) / c f  L - c &lt; n &lt;= L
 *                 f                    n &gt; L
 * </pre>
 *
 * @param correctWeight weight of the score, 0 or more
 * @param formatWeight weight of the format reward, 0 or more
 * @param overlongBuffer c in tokens, at most the token limit; 0 is no punishment
 * @param overlongPenalty f, 0 or more
 * @param maxTokens L, the longest response in tokens
 */
public record RewardShaping(
    double correctWeight,
    double formatWeight,
    int overlongBuffer,
    double overlongPenalty,
    int maxTokens)
    implements Serializable {

  public RewardShaping {
    if (!(correctWeight >= 0 && formatWeight >= 0 && overlongPenalty >= 0)) {
      throw new IllegalArgumentException(
          "Cannot shape rewards: correctWeight %s, formatWeight %s, overlongPenalty %s"
              .formatted(correctWeight, formatWeight, overlongPenalty));
    }
    if (overlongBuffer < 0 || overlongBuffer > maxTokens) {
      throw new IllegalArgumentException(
          "Cannot punish overlong responses: the buffer is %d of %d tokens"
              .formatted(overlongBuffer, maxTokens));
    }
  }

  /** The reward of a response: null where it has no score, which is never a reward of 0. */
  public Double reward(ScoredResponse response) {
    if (response.score() == null) {
      return null;
    }
    double format = response.wellFormed() ? formatWeight : 0;
    return correctWeight * response.score() + format - overlong(response.length());
  }

  private double overlong(int length) {
    int beyond = Math.min(length - (maxTokens - overlongBuffer), overlongBuffer);
    return beyond <= 0 ? 0 : (double) beyond / overlongBuffer * overlongPenalty;
  }
}
