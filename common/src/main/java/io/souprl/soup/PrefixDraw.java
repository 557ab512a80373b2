package io.souprl.soup;

/**
 * What a past policy is asked for.
 *
 * @param policyVersion the past policy
 * @param length tokens of the prefix at most, 1 or more: it ends before an end of sequence
 */
public record PrefixDraw(int policyVersion, int length) {}
