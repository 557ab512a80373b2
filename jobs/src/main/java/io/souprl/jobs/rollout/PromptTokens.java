package io.souprl.jobs.rollout;

import java.io.Serializable;

/**
 * A prompt ready for the policy.
 *
 * @param position place in the round or in the evaluation, from 0
 */
public record PromptTokens(int position, String promptId, int[] tokenIds) implements Serializable {}
