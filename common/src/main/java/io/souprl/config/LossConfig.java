package io.souprl.config;

import io.souprl.soup.LossAggregation;
import io.souprl.soup.PolicyLoss;
import io.souprl.soup.PrefixLoss;

/**
 * The token loss, by default -min(A r, A clip(r, 1 - eps-low, 1 + eps-high)), r the ratio against
 * the policy that sampled the token.
 */
public record LossConfig(
    @Key(
            value = "clipped",
            doc =
                "What becomes of tokens that have a ratio: the clipped surrogate of each "
                    + "(clipped), that of one ratio a sequence (gspo: its bounds are eps-low and "
                    + "eps-high, around 3e-4 and 4e-4, for the prefix too), or REINFORCE under the "
                    + "clipped ratio as a constant weight (cispo). gspo and cispo have no dual "
                    + "clip.")
        PolicyLoss policyLoss,
    @Key(
            value = "0.2",
            doc =
                "How far below 1 the ratio of a continuation token may fall before it is clipped.",
            unit = "ratio",
            min = 0,
            max = 1,
            projectChoice = true)
        double epsLow,
    @Key(
            value = "0.28",
            doc =
                "How far above 1 the ratio of a continuation token may rise before it is clipped.",
            unit = "ratio",
            min = 0,
            projectChoice = true)
        double epsHigh,
    @Key(
            value = "0.2",
            doc = "How far below 1 the ratio of a prefix token may fall before it is clipped.",
            unit = "ratio",
            min = 0,
            max = 1,
            projectChoice = true)
        double prefixEpsLow,
    @Key(
            value = "0.28",
            doc = "How far above 1 the ratio of a prefix token may rise before it is clipped.",
            unit = "ratio",
            min = 0,
            projectChoice = true)
        double prefixEpsHigh,
    @Key(
            value = "3.0",
            doc =
                "Bound c of the dual clip: with a negative advantage the loss of a token is "
                    + "at most -A c. 0 switches it off, otherwise more than 1.",
            unit = "ratio",
            min = 0,
            projectChoice = true)
        double dualClip,
    @Key(
            value = "ratio",
            doc =
                "What prefix tokens add to the loss: loss.policy-loss with their ratio (SOUP), "
                    + "nothing (masked, PrefixRL), -A p / (p + shaping-gamma) of their probability "
                    + "p (shaped, LUFFY), or their ratio where the entropy is highest "
                    + "(top-entropy, Prefix-RFT).")
        PrefixLoss prefixLoss,
    @Key(
            value = "0.1",
            doc = "Gamma of prefix-loss shaped: tokens of about this probability weigh most.",
            unit = "probability",
            greaterThan = 0)
        double shapingGamma,
    @Key(
            value = "0.2",
            doc =
                "Part of the prefix tokens that prefix-loss top-entropy keeps, rounded up; the "
                    + "others leave the loss and its means.",
            unit = "fraction of prefix tokens",
            greaterThan = 0,
            max = 1,
            projectChoice = true)
        double topEntropyFraction,
    @Key(
            value = "token-mean",
            doc =
                "How token losses become one number: mean over the tokens of the step, mean "
                    + "over sequences of token means (GRPO), or mean over sequences of token sums "
                    + "divided by loss.constant-length (Dr. GRPO).",
            projectChoice = true)
        LossAggregation aggregation,
    @Key(
            value = "0",
            doc = "Divisor of seq-mean-token-sum-norm, which needs it to be more than 0.",
            unit = "tokens",
            min = 0)
        int constantLength,
    @Key(
            value = "0",
            doc =
                "Weight of the entropy bonus: this times the entropy, aggregated as the loss is, "
                    + "is taken off the loss. 0 switches it off.",
            unit = "loss per nat",
            min = 0)
        double entropyCoefficient,
    @Section("The KL term of the loss: keeps the policy near a reference checkpoint.")
        KlConfig kl) {}
