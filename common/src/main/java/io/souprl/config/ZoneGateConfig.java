package io.souprl.config;

/**
 * Bounds of the drift gate on one zone, none by default: in healthy rounds the prefix zone alone
 * often exceeds what is allowed over all tokens.
 */
public record ZoneGateConfig(
    @Key(
            value = "0.0",
            doc = "Smallest effective sample size of the zone's tokens. 0 is no bound.",
            unit = "fraction of tokens",
            min = 0,
            max = 1,
            projectChoice = true)
        double minEss,
    @Key(
            value = "0.0",
            doc =
                "Largest absolute mean of behaviour minus current log-probability over the zone's "
                    + "tokens. 0 is no bound.",
            unit = "nats per token",
            min = 0,
            projectChoice = true)
        double maxAbsKl,
    @Key(
            value = "0.0",
            doc = "Smallest mean ratio of the zone's tokens. 0 is no bound.",
            unit = "ratio",
            min = 0,
            projectChoice = true)
        double minMeanRatio,
    @Key(
            value = "0.0",
            doc = "Largest mean ratio of the zone's tokens. 0 is no bound.",
            unit = "ratio",
            min = 0,
            projectChoice = true)
        double maxMeanRatio) {}
