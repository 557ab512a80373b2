package io.souprl.training;

import java.io.Serializable;

/**
 * What one optimiser step did.
 *
 * @param gradientNorm global norm before clipping
 * @param seconds wall time of the step
 */
public record StepResult(
    StepPlan plan, StepStatistics statistics, double gradientNorm, double seconds)
    implements Serializable {}
