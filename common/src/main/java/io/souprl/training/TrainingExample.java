package io.souprl.training;

import io.souprl.model.TokenSequence;
import java.io.Serializable;
import java.util.Comparator;

/**
 * One row of an optimiser batch.
 *
 * @param step optimiser step of the stage that consumes it, from 0
 * @param slot place of its group in the batch
 * @param sampleIndex place in the group
 * @param tokenIds prompt, then response
 * @param promptLength number of prompt tokens
 * @param behaviourLogprobs of each response token, by the policy that sampled it; empty for
 *     supervised rows
 * @param prefixLength response tokens that the current policy did not sample
 * @param advantage of the row; 1 for supervised rows
 * @param referenceLogprobs of each response token, by the reference of the KL term; empty without
 *     one
 */
public record TrainingExample(
    int step,
    int slot,
    int sampleIndex,
    int[] tokenIds,
    int promptLength,
    float[] behaviourLogprobs,
    int prefixLength,
    double advantage,
    float[] referenceLogprobs)
    implements Serializable {
  /** The order of rows within a stage, which fixes the order of all sums. */
  public static final Comparator<TrainingExample> ORDER =
      Comparator.comparingInt(TrainingExample::step)
          .thenComparingInt(TrainingExample::slot)
          .thenComparingInt(TrainingExample::sampleIndex);

  /** A row of supervised fine-tuning. */
  public static TrainingExample supervised(int step, int slot, TokenSequence sequence) {
    return new TrainingExample(
        step,
        slot,
        0,
        sequence.tokenIds(),
        sequence.promptLength(),
        new float[0],
        0,
        1,
        new float[0]);
  }

  /** This row with the log-probabilities of its response tokens under the KL term's reference. */
  public TrainingExample withReference(float[] newReferenceLogprobs) {
    return new TrainingExample(
        step,
        slot,
        sampleIndex,
        tokenIds,
        promptLength,
        behaviourLogprobs,
        prefixLength,
        advantage,
        newReferenceLogprobs);
  }

  /** Number of response tokens. */
  public int responseLength() {
    return tokenIds.length - promptLength;
  }

  TokenSequence sequence() {
    return new TokenSequence(tokenIds, promptLength);
  }
}
