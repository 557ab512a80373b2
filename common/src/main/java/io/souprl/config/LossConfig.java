package io.souprl.config;

import io.souprl.soup.LossAggregation;
import io.souprl.soup.PrefixLoss;

/**
 * The token loss, -min(A r, A clip(r, 1 - eps-low, 1 + eps-high)), r the ratio against the policy
 * that sampled the token.
 */
public record LossConfig(
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
                "What prefix tokens add to the loss: their clipped ratio (SOUP) or nothing "
                    + "(PrefixRL).")
        PrefixLoss prefixLoss,
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
        int constantLength) {}
