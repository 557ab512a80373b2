package io.souprl.config;

/** The warm-up: supervised training of a base policy on demonstrations. */
public record WarmupConfig(
    @Key(value = "", doc = "JSONL file of {prompt, completion} objects.") String data,
    @Key(
            value = "64",
            doc = "Demonstrations of an optimiser step.",
            unit = "demonstrations",
            min = 1)
        int batchSize,
    @Key(value = "1", doc = "Passes over the demonstrations.", unit = "passes", min = 1) int epochs,
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
    @Section("The optimiser of the warm-up.") OptimizerConfig optimizer) {}
