package io.souprl.config;

import io.souprl.soup.KlEstimator;

/** The KL term of the loss, coefficient x the estimate of KL(policy || reference). */
public record KlConfig(
    @Key(
            value = "0",
            doc =
                "Weight of the KL term. 0 switches it off, and no log-probabilities of the "
                    + "reference are computed.",
            unit = "loss per nat",
            min = 0)
        double coefficient,
    @Key(
            value = "k3",
            doc =
                "Estimate of a token, with d = log pi - log reference: d^2 / 2 (k2) or "
                    + "exp(-d) + d - 1, clamped as in verl (k3). The metrics have both and d itself.")
        KlEstimator estimator,
    @Key(
            value = "0",
            doc = "Policy version of the run that is the reference. 0 is the base policy.",
            unit = "policy version",
            min = 0)
        int reference) {}
