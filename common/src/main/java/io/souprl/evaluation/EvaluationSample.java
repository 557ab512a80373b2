package io.souprl.evaluation;

/**
 * One scored completion.
 *
 * @param correct whether its verdict was correct
 * @param answer the extracted answer in its normal form; null when none was read
 */
public record EvaluationSample(boolean correct, String answer) implements java.io.Serializable {}
