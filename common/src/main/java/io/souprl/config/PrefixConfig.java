package io.souprl.config;

import io.souprl.soup.PrefixOutcome;
import io.souprl.soup.PrefixSelect;

/** The prefixes: parts of stored rollouts of past checkpoints that the current policy continues. */
public record PrefixConfig(
    @Key(
            value = "0.0",
            doc =
                "Lower end of the uniform law of the prefix length, as a part of the stored "
                    + "response. A prefix has at least one token and leaves at least one.",
            unit = "fraction of the stored response",
            min = 0,
            max = 1,
            projectChoice = true)
        double minFraction,
    @Key(
            value = "0.5",
            doc = "Upper end of the uniform law of the prefix length.",
            unit = "fraction of the stored response",
            min = 0,
            max = 1,
            projectChoice = true)
        double maxFraction,
    @Key(
            value = "any",
            doc =
                "Which stored rollouts may give a prefix, by outcome. balanced: correct "
                    + "ones of prompts solved less than half of the time in the window, incorrect "
                    + "ones of the others.",
            projectChoice = true)
        PrefixOutcome outcome,
    @Key(
            value = "uniform",
            doc =
                "Which of the candidates is taken: any with the same probability, the "
                    + "newest or the oldest.",
            projectChoice = true)
        PrefixSelect select) {}
