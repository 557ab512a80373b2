package io.souprl.config;

import io.souprl.task.CountdownModel;

/** The quickstart: the Countdown task on which a small model is warmed up and trained. */
public record QuickstartConfig(
    @Key(value = "15", doc = "RL rounds.", unit = "rounds", min = 1) int rounds,
    @Key(
            value = "medium",
            doc =
                "Size of the model: medium has hidden size 96, hard has hidden size 64 for problems "
                    + "of four numbers up to 12.")
        CountdownModel model,
    @Key(value = "512", doc = "Problems of the training split.", unit = "prompts", min = 1)
        int trainPrompts,
    @Key(
            value = "128",
            doc = "Problems of the test split, none of them in the training split.",
            unit = "prompts",
            min = 1)
        int testPrompts,
    @Key(
            value = "96000",
            doc = "Worked problems for the warm-up.",
            unit = "demonstrations",
            min = 1)
        int demonstrations,
    @Key(
            value = "0.5",
            doc =
                "Share of demonstrations that reach their target; the others are legal "
                    + "plays that mostly miss it.",
            unit = "fraction of demonstrations",
            min = 0,
            max = 1)
        double goodFraction,
    @Key(value = "3", doc = "Fewest numbers of a problem.", unit = "numbers", min = 2)
        int minNumbers,
    @Key(value = "4", doc = "Most numbers of a problem.", unit = "numbers", min = 2) int maxNumbers,
    @Key(
            value = "9",
            doc = "Largest number of a problem.",
            min = 1,
            max = 35,
            because = "a number is written as one digit in base 36")
        int largestNumber) {}
