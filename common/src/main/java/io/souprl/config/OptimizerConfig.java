package io.souprl.config;

import io.souprl.optim.LearningRateSchedule;

/** AdamW with gradient clipping by global norm and a learning-rate schedule over global steps. */
public record OptimizerConfig(
    @Key(value = "1e-6", doc = "Peak learning rate.", unit = "per step", greaterThan = 0)
        double learningRate,
    @Key(value = "0.9", doc = "Decay of the first moment.", min = 0, lessThan = 1) double beta1,
    @Key(value = "0.95", doc = "Decay of the second moment.", min = 0, lessThan = 1) double beta2,
    @Key(value = "1e-8", doc = "Added to the root of the second moment.", greaterThan = 0)
        double epsilon,
    @Key(
            value = "0.0",
            doc = "Decoupled weight decay of tensors of two and more dimensions.",
            unit = "per unit of learning rate",
            min = 0)
        double weightDecay,
    @Key(
            value = "1.0",
            doc = "Global norm that a larger gradient is scaled down to.",
            unit = "L2 norm",
            greaterThan = 0)
        double maxGradNorm,
    @Key(
            value = "constant",
            doc =
                "Course of the learning rate after the warm-up: constant, or cosine down to "
                    + "min-learning-rate-fraction at total-steps.")
        LearningRateSchedule.Shape schedule,
    @Key(
            value = "0",
            doc = "Steps over which the learning rate rises linearly from 0.",
            unit = "optimiser steps",
            min = 0)
        int warmupSteps,
    @Key(
            value = "0",
            doc =
                "Step at which the cosine ends, warm-up included. The constant schedule "
                    + "ignores it.",
            unit = "optimiser steps",
            min = 0)
        int totalSteps,
    @Key(
            value = "0.1",
            doc = "Learning rate at the end of the cosine.",
            unit = "fraction of the peak",
            min = 0,
            max = 1)
        double minLearningRateFraction) {}
