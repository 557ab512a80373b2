package io.souprl.soup;

/**
 * What the reward needs to know of one response.
 *
 * @param score what its verifier gave, or null when it could not be scored
 * @param wellFormed whether it ended by itself and its verifier could read an answer
 * @param length response tokens, prefix and end-of-sequence included
 */
public record ScoredResponse(Double score, boolean wellFormed, int length) {}
