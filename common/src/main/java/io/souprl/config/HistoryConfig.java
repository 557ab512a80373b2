package io.souprl.config;

/** Which stored rollouts are history. */
public record HistoryConfig(
    @Key(
            value = "64",
            doc =
                "Past policy versions whose rollouts may give prefixes, or which generate them, "
                    + "counted back from the current one.",
            unit = "rounds",
            min = 1,
            projectChoice = true)
        int window,
    @Key(
            value = "16",
            doc = "Newest stored rollouts of a prompt that are candidates.",
            unit = "rollouts",
            min = 1,
            projectChoice = true)
        int maxPerPrompt,
    @Key(
            value = "false",
            doc =
                "Whether rollouts with a prefix of their own are candidates too. Their stretches "
                    + "keep the policies that sampled them, all of which must be in the window.",
            projectChoice = true)
        boolean mixed) {}
