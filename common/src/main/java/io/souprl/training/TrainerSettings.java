package io.souprl.training;

import io.souprl.optim.AdamW;
import java.io.Serializable;

/**
 * How to take optimiser steps.
 *
 * @param temperature at which the rows were sampled
 * @param maxGradientNorm global norm that gradients are clipped to
 * @param threads of one task
 * @param tokensPerMicroBatch padded tokens of one forward pass at most
 */
public record TrainerSettings(
    TrainingObjective objective,
    AdamW optimizer,
    double maxGradientNorm,
    double temperature,
    int threads,
    int tokensPerMicroBatch)
    implements Serializable {}
