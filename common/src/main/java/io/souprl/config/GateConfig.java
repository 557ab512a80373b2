package io.souprl.config;

/**
 * The drift gate: before the first step it compares the recorded log-probabilities of the round
 * with the current policy's, and refuses to train when they are too far apart. Its keys decide
 * whether a round is trained and nothing else, so they may change within a round.
 */
public record GateConfig(
    @Key(
            value = "true",
            doc = "Whether to refuse; the values are logged in any case.",
            projectChoice = true)
        boolean enabled,
    @Key(
            value = "0.3",
            doc = "Smallest effective sample size, 1 / mean((r / mean r)^2). 0 is no bound.",
            unit = "fraction of tokens",
            min = 0,
            max = 1,
            projectChoice = true)
        double minEss,
    @Key(
            value = "0.1",
            doc =
                "Largest absolute mean of behaviour minus current log-probability. 0 is no bound.",
            unit = "nats per token",
            min = 0,
            projectChoice = true)
        double maxAbsKl,
    @Key(
            value = "0.5",
            doc = "Smallest mean ratio. 0 is no bound.",
            unit = "ratio",
            min = 0,
            projectChoice = true)
        double minMeanRatio,
    @Key(
            value = "2.0",
            doc = "Largest mean ratio. 0 is no bound.",
            unit = "ratio",
            min = 0,
            projectChoice = true)
        double maxMeanRatio,
    @Section("Bounds on the tokens of the prefixes alone, beside those on all tokens.")
        ZoneGateConfig prefix,
    @Section("Bounds on the tokens of the continuations alone, beside those on all tokens.")
        ZoneGateConfig continuation) {}
