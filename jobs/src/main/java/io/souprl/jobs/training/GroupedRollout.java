package io.souprl.jobs.training;

import io.souprl.model.TokenSequence;
import io.souprl.soup.LossSequence;
import io.souprl.soup.Segment;
import io.souprl.training.TrainingExample;
import java.io.Serializable;
import java.util.List;

/**
 * A rollout as training sees it: with its reward, and its advantage within the group of its prompt.
 *
 * @param sampleIndex place in the group, from 0
 * @param behaviourLogprobs of each response token, by the policy that sampled it
 * @param currentLogprobs of each response token, by the policy of the round; empty for a replayed
 *     rollout that has not been scored under it
 * @param prefixLength response tokens that the policy of the round did not sample: all of them in a
 *     replayed rollout
 * @param score what its verifier gave, null when it could not be scored
 * @param reward the score after shaping, null without one
 * @param advantage 0 where the rollout has no reward or its group no variance
 * @param excludedReason why it takes no part in the loss, null when it does
 * @param truncated whether the response reached its token limit
 * @param prefixed whether it begins with a prefix
 * @param historyLag version of the round's policy minus that of the policy that sampled the first
 *     token; 0 without a prefix
 * @param prefixGenerated whether a past policy sampled the prefix in this round, for this rollout
 * @param correct whether its verifier found it correct
 * @param verifier that gave the score, null when the prompt names none
 * @param verifierVersion of that verifier
 * @param segments who sampled each stretch of the response
 */
record GroupedRollout(
    String rolloutId,
    String promptId,
    int sampleIndex,
    int[] promptTokenIds,
    int[] responseTokenIds,
    float[] behaviourLogprobs,
    float[] currentLogprobs,
    int prefixLength,
    Double score,
    Double reward,
    double advantage,
    String excludedReason,
    boolean truncated,
    boolean prefixed,
    int historyLag,
    boolean prefixGenerated,
    boolean correct,
    String verifier,
    String verifierVersion,
    List<Segment> segments)
    implements Serializable {
  /** It has no score, or one without a reward. */
  static final String NO_REWARD = "no_reward";

  /** It is the only rollout of its group that has a reward. */
  static final String SINGLE_SAMPLE = "single_sample";

  /** All rewards of its group are equal. */
  static final String ZERO_VARIANCE = "zero_variance";

  /** Its group has variance, but the round had enough of those before it. */
  static final String SURPLUS = "surplus";

  /** Whether it takes part in the loss. */
  boolean included() {
    return excludedReason == null;
  }

  /** Whether it is a stored rollout that joined the group whole. */
  boolean replayed() {
    return prefixLength > 0 && prefixLength == responseTokenIds.length;
  }

  /** This rollout as a row of the optimiser batch where its group stands. */
  TrainingExample example(BatchPlace place) {
    TokenSequence sequence = TokenSequence.of(promptTokenIds, responseTokenIds);
    return new TrainingExample(
        place.step(),
        place.slot(),
        sampleIndex,
        sequence.tokenIds(),
        sequence.promptLength(),
        behaviourLogprobs,
        prefixLength,
        advantage,
        new float[0]);
  }

  /** This rollout under the recorded log-probabilities of the round's policy, before any step. */
  LossSequence recorded() {
    return LossSequence.of(currentLogprobs, behaviourLogprobs, prefixLength, advantage);
  }

  GroupedRollout withAdvantage(double newAdvantage, String newExcludedReason) {
    return with(currentLogprobs, newAdvantage, newExcludedReason);
  }

  GroupedRollout withCurrentLogprobs(float[] newCurrentLogprobs) {
    return with(newCurrentLogprobs, advantage, excludedReason);
  }

  private GroupedRollout with(
      float[] newCurrentLogprobs, double newAdvantage, String newExcludedReason) {
    return new GroupedRollout(
        rolloutId,
        promptId,
        sampleIndex,
        promptTokenIds,
        responseTokenIds,
        behaviourLogprobs,
        newCurrentLogprobs,
        prefixLength,
        score,
        reward,
        newAdvantage,
        newExcludedReason,
        truncated,
        prefixed,
        historyLag,
        prefixGenerated,
        correct,
        verifier,
        verifierVersion,
        segments);
  }
}
