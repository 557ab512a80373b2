package io.souprl.model;

/**
 * What a policy says of the response tokens of one sequence.
 *
 * @param logprobs log pi(token | everything before it) of softmax(logits / temperature), at most 0
 * @param entropies entropy in nats of the distribution each token was drawn from
 */
public record TokenScores(float[] logprobs, float[] entropies) {}
