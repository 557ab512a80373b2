package io.souprl.config;

import io.souprl.soup.Baseline;
import io.souprl.soup.BaselineScope;
import io.souprl.soup.StandardDeviation;

/** The group-relative advantage, (reward - baseline) / (standard deviation + epsilon). */
public record AdvantageConfig(
    @Key(
            value = "mean",
            doc =
                "What a reward is compared with: the mean of the rewards, or that of all but "
                    + "its own (leave-one-out, RLOO).")
        Baseline baseline,
    @Key(
            value = "group",
            doc =
                "Whose rewards make mean and standard deviation: the whole group, or its "
                    + "samples without a prefix.",
            projectChoice = true)
        BaselineScope baselineScope,
    @Key(
            value = "true",
            doc = "Whether to divide by the standard deviation (GRPO) or not (Dr. GRPO).")
        boolean normalizeStd,
    @Key(
            value = "population",
            doc = "Standard deviation over n (population) or n - 1 (sample).",
            projectChoice = true)
        StandardDeviation std,
    @Key(value = "1e-6", doc = "Added to the standard deviation.", unit = "reward", greaterThan = 0)
        double epsilon) {}
