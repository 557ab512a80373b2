package io.souprl.model;

/**
 * Next tokens of a batch and their log-probabilities.
 *
 * @param tokenIds one a row
 * @param logprobs of each token over the whole softmax, at most 0; NaN where a row's logits are not
 *     finite
 */
public record NextToken(long[] tokenIds, float[] logprobs) {}
