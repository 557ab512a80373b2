package io.souprl.config;

/** The scoring stage: verifying responses. */
public record ScoringConfig(
    @Key(
            value = "2",
            doc =
                "Spark partitions of the stage. Part of the plan: it does not follow the "
                    + "number of cores.",
            unit = "partitions",
            min = 1)
        int partitions) {}
