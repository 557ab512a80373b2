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
        int partitions,
    @Key(
            value = "",
            doc =
                "Verifier of all prompts, by name or with options: `math(percent=any)`. Empty: the "
                    + "one that each prompt names. Scores by others stay in the table and do not "
                    + "count; `souprl verify --list` names all.")
        String verifier) {}
