package io.souprl.config;

/** The evaluation stage: pass@k, avg@k and maj@k on held-out prompts. */
public record EvaluationConfig(
    @Key(value = "test", doc = "Split of the prompts table that is evaluated.") String split,
    @Key(value = "8", doc = "Samples of a prompt, the largest k.", unit = "samples", min = 1)
        int samples,
    @Key(value = "1.0", doc = "Sampling temperature; 0 is greedy.", min = 0) double temperature,
    @Key(
            value = "0",
            doc = "Samples from the k most likely tokens only. 0: from all.",
            unit = "tokens",
            min = 0)
        int topK,
    @Key(
            value = "1.0",
            doc =
                "Samples from the smallest set of most likely tokens whose probabilities sum to "
                    + "at least this (nucleus sampling). 1: from all.",
            unit = "probability",
            greaterThan = 0,
            max = 1)
        double topP,
    @Key(
            value = "0.0",
            doc =
                "Samples from tokens with at least this part of the most likely one's "
                    + "probability only. 0: from all.",
            unit = "fraction",
            min = 0,
            lessThan = 1)
        double minP,
    @Key(value = "0", doc = "Longest response. 0: rollout.max-tokens.", unit = "tokens", min = 0)
        int maxTokens,
    @Key(
            value = "0",
            doc = "Prompts that are evaluated. 0: all of the split.",
            unit = "prompts",
            min = 0)
        int prompts,
    @Key(
            value = "0",
            doc = "Rounds between the evaluations that the round command makes by itself. 0: none.",
            unit = "rounds",
            min = 0)
        int every,
    @Key(
            value = "2",
            doc =
                "Spark partitions of the stage. Part of the plan: it does not follow the "
                    + "number of cores.",
            unit = "partitions",
            min = 1)
        int partitions) {}
