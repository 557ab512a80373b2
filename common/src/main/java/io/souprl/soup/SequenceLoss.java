package io.souprl.soup;

/**
 * One sequence's part in the loss of its optimiser batch.
 *
 * @param loss its term of the sum, already divided
 * @param gradient d loss / d log pi_theta of each token, already divided; 0 for tokens that do not
 *     count
 * @param entropyGradient d loss / d entropy of each token, already divided; null without an entropy
 *     bonus
 * @param terms what the loss is made of
 * @param statistics over its counted tokens
 */
@SuppressWarnings("ArrayRecordComponent") // numbers by the token; never compared as a whole
public record SequenceLoss(
    double loss,
    double[] gradient,
    double[] entropyGradient,
    LossTerms terms,
    LossStatistics statistics) {}
