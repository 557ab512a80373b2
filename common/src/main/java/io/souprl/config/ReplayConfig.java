package io.souprl.config;

import io.souprl.soup.PrefixOutcome;

/** Whole stored rollouts in place of sampled ones: the baseline of trajectory replay. */
public record ReplayConfig(
    @Key(
            value = "0",
            doc =
                "Samples of a group that are whole stored rollouts, chosen like prefixes from the "
                    + "history, instead of new ones. With rollout.prefixed-per-group less than "
                    + "rollout.group-size. A prompt without candidates samples its whole group.",
            unit = "samples",
            min = 0)
        int perGroup,
    @Key(
            value = "correct",
            doc = "Which stored rollouts are replayed, by outcome, as prefix.outcome.",
            projectChoice = true)
        PrefixOutcome outcome) {}
