package io.souprl.jobs.training;

import java.io.Serializable;

/**
 * A rollout and what a policy says of it.
 *
 * @param logprobs of each response token under that policy, at softmax(logits / temperature)
 */
record ScoredRollout(GroupedRollout rollout, float[] logprobs) implements Serializable {}
