package io.souprl.evaluation;

/**
 * One number of an evaluation.
 *
 * @param metric {@code pass@k}, {@code avg@n}, {@code maj@n}, {@code distinct@n} or {@code
 *     distinct-correct@n}
 * @param k how many samples count; n for all but {@code pass@k}
 * @param n how many samples a prompt has, at most
 * @param prompts how many prompts the mean is over
 * @param value the mean over prompts: 0 to 1, and 0 to n for the numbers of distinct responses
 * @param standardError sample standard deviation over prompts divided by the square root of their
 *     number; NaN for a single prompt
 */
public record EvaluationMetric(
    String metric, int k, int n, int prompts, double value, double standardError) {}
