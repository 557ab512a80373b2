package io.souprl.config;

import io.souprl.checkpoint.WeightType;

/** The training stage: token-level SOUP updates of the policy. */
public record TrainingConfig(
    @Key(
            value = "16",
            doc = "Whole groups of an optimiser step. It divides rollout.prompts-per-round.",
            unit = "groups",
            min = 1)
        int groupsPerStep,
    @Key(value = "1", doc = "Passes over the groups of the round.", unit = "passes", min = 1)
        int epochs,
    @Key(
            value = "1",
            doc =
                "Spark partitions of the stage. Part of the plan: it does not follow the "
                    + "number of cores. With 1, all steps run in one task.",
            unit = "partitions",
            min = 1)
        int partitions,
    @Key(
            value = "1",
            doc = "Threads of one task, each with micro-batches of its own.",
            unit = "threads",
            min = 1)
        int threads,
    @Key(
            value = "2048",
            doc =
                "Tokens of a micro-batch with its padding, which bounds the memory of a "
                    + "thread. Gradients do not depend on it.",
            unit = "tokens",
            min = 1)
        int tokensPerMicroBatch,
    @Key(
            value = "false",
            doc =
                "Whether groups with equal rewards, whose advantages are 0, stay in the "
                    + "batch and count in its means.",
            projectChoice = true)
        boolean keepZeroVariance,
    @Key(
            value = "4194304",
            doc =
                "Parameters of a chunk in which gradients, optimiser state and weights "
                    + "travel; 4 bytes each.",
            unit = "parameters",
            min = 1,
            max = 16777216,
            because = "a broadcast chunk has at most 64 MiB")
        int chunkSize,
    @Key(
            value = "10",
            doc = "Steps between reliable checkpoints of the optimiser state within a stage.",
            unit = "optimiser steps",
            min = 1)
        int stateInterval,
    @Key(
            value = "float32",
            doc =
                "What the weights of policies are stored in. The rounded policy generates; "
                    + "training goes on from the exact weights, which optimizer.safetensors keeps.")
        WeightType saveDtype,
    @Section("The optimiser of the RL steps.") OptimizerConfig optimizer,
    @Section(
            "The drift gate: a round whose recorded log-probabilities are too far from the "
                + "current policy's is not trained on.")
        GateConfig gate) {}
