package io.souprl.config;

/** How training makes the reward of a rollout from its score. */
public record RewardConfig(
    @Key(value = "1.0", doc = "Weight of the verifier's reward.", min = 0) double correctWeight,
    @Key(
            value = "0.0",
            doc =
                "Weight of the format reward: 1 for a response that ended by itself and in which "
                    + "the verifier could read an answer, else 0.",
            min = 0)
        double formatWeight,
    @Key(
            value = "0",
            doc =
                "Last tokens before rollout.max-tokens over which the penalty of overlong responses "
                    + "grows from 0 to reward.overlong-penalty (soft overlong punishment of DAPO). 0 "
                    + "switches it off.",
            unit = "tokens",
            min = 0)
        int overlongBuffer,
    @Key(
            value = "1.0",
            doc = "Reward that a response of rollout.max-tokens loses.",
            unit = "reward",
            min = 0)
        double overlongPenalty) {}
