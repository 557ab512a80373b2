package io.souprl.evaluation;

import io.souprl.random.CounterRandom;
import java.util.Arrays;

/**
 * One scored completion.
 *
 * @param correct whether its verdict was correct
 * @param answer the extracted answer in its normal form; null when none was read
 * @param response names the response's tokens: equal responses have equal names, different ones
 *     differ (but for a chance of 2^-63)
 */
public record EvaluationSample(boolean correct, String answer, long response)
    implements java.io.Serializable {

  /** A sample of these response tokens, which are not kept. */
  public static EvaluationSample of(boolean correct, String answer, int[] responseTokenIds) {
    return new EvaluationSample(
        correct, answer, CounterRandom.hash("response", 0, Arrays.toString(responseTokenIds)));
  }
}
