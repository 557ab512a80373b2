package io.souprl.soup;

/**
 * The prefix of one sample: the first {@code length} tokens of the stored rollout.
 *
 * @param rolloutId the stored rollout
 * @param length tokens to keep, at least 1 and at most all but the last
 */
public record PrefixChoice(String rolloutId, int length) {}
