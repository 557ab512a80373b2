package io.souprl.config;

import io.souprl.generation.GenerationSettings;
import io.souprl.model.ComputeType;

/** The rollout stage: sampling completions for the prompts of a round. */
public record RolloutConfig(
    @Key(
            value = "256",
            doc =
                "Prompts of a round. They come from shuffled epochs over the training "
                    + "split, each at most once a round.",
            unit = "prompts",
            min = 1)
        int promptsPerRound,
    @Key(
            value = "8",
            doc = "Samples of a prompt: the group that an advantage is relative to.",
            unit = "samples",
            min = 2,
            because = "an advantage compares the samples of a group")
        int groupSize,
    @Key(
            value = "4",
            doc =
                "Samples of a group that continue a prefix of a historical policy, at most "
                    + "rollout.group-size; 0 is plain GRPO. A prompt without history gets "
                    + "on-policy samples instead.",
            unit = "samples",
            min = 0,
            projectChoice = true)
        int prefixedPerGroup,
    @Key(
            value = "1.0",
            doc = "Sampling temperature. Log-probabilities and ratios are taken at it.",
            greaterThan = 0,
            because = "importance ratios need a policy that samples")
        double temperature,
    @Key(
            value = "256",
            doc = "Longest response, prefix and continuation together.",
            unit = "tokens",
            min = 1)
        int maxTokens,
    @Key(
            value = "0.05",
            doc = "Share of failed rows above which a stage fails.",
            unit = "fraction of rows",
            min = 0,
            max = 1)
        double maxErrorFraction,
    @Key(
            value = "2",
            doc =
                "Spark partitions of the stage. Part of the plan: it does not follow the "
                    + "number of cores.",
            unit = "partitions",
            min = 1)
        int partitions,
    @Key(
            value = "512",
            doc = "Most sequences that a task decodes at the same time.",
            unit = "sequences",
            min = 1)
        int sequencesPerBatch,
    @Key(
            value = "" + GenerationSettings.DEFAULT_CACHE_TOKENS,
            doc =
                "Budget of the key-value cache of a task: prompts and longest responses of the "
                    + "sequences that decode together.",
            unit = "tokens",
            min = 1)
        int cacheTokens,
    @Key(
            value = "float32",
            doc = "Number type that the policy computes in while it samples, in evaluations too.")
        ComputeType dtype) {}
