package io.souprl.config;

import io.souprl.soup.PrefixFractions;
import io.souprl.soup.PrefixOutcome;
import io.souprl.soup.PrefixSchedule;
import io.souprl.soup.PrefixSelect;
import io.souprl.soup.PrefixSource;

/** The prefixes: parts of responses of past checkpoints that the current policy continues. */
public record PrefixConfig(
    @Key(
            value = "stored",
            doc =
                "Where prefixes come from. stored: stored rollouts are cut, which costs no "
                    + "generation. generated: past checkpoints of history.window sample them "
                    + "anew, so their files must be there; the expected length of a response is "
                    + "then the mean of the prompt's stored ones in the window, else half of "
                    + "rollout.max-tokens.",
            projectChoice = true)
        PrefixSource source,
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
            value = "constant",
            doc =
                "Course of the two ends over the rounds: constant, or linear from "
                    + "prefix.min-fraction and prefix.max-fraction in round 0 to "
                    + "prefix.final-min-fraction and prefix.final-max-fraction in round "
                    + "prefix.schedule-rounds, where they stay.",
            projectChoice = true)
        PrefixSchedule.Shape schedule,
    @Key(
            value = "0.0",
            doc = "Lower end after the linear schedule. The constant schedule ignores it.",
            unit = "fraction of the stored response",
            min = 0,
            max = 1,
            projectChoice = true)
        double finalMinFraction,
    @Key(
            value = "0.5",
            doc = "Upper end after the linear schedule. The constant schedule ignores it.",
            unit = "fraction of the stored response",
            min = 0,
            max = 1,
            projectChoice = true)
        double finalMaxFraction,
    @Key(
            value = "100",
            doc = "Rounds that the linear schedule takes. The constant schedule ignores it.",
            unit = "rounds",
            min = 1,
            projectChoice = true)
        int scheduleRounds,
    @Key(
            value = "any",
            doc =
                "Which stored rollouts may give a prefix, by outcome. balanced: correct "
                    + "ones of prompts solved less than half of the time in the window, incorrect "
                    + "ones of the others. A generated prefix has no outcome: with it, only any.",
            projectChoice = true)
        PrefixOutcome outcome,
    @Key(
            value = "uniform",
            doc =
                "Which of the candidates is taken: any with the same probability, the "
                    + "newest or the oldest. With generated prefixes: which past policy.",
            projectChoice = true)
        PrefixSelect select) {
  /** The bounds of the prefix length over the rounds. */
  public PrefixSchedule lengths() {
    return new PrefixSchedule(
        schedule,
        new PrefixFractions(minFraction, maxFraction),
        new PrefixFractions(finalMinFraction, finalMaxFraction),
        scheduleRounds);
  }
}
