package io.souprl.jobs.training;

import io.souprl.training.StepResult;
import java.util.List;

/**
 * Weights and moments after the last step, one array a parameter, and what each step did.
 *
 * @param globalStep optimiser steps over the run
 */
public record TrainedPolicy(
    float[][] weights,
    float[][] firstMoments,
    float[][] secondMoments,
    long globalStep,
    List<StepResult> steps) {}
