package io.souprl.config;

import io.souprl.batch.PromptSelection;
import io.souprl.generation.GenerationSettings;
import io.souprl.model.ComputeType;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** The rollout stage: sampling completions for the prompts of a round. */
public record RolloutConfig(
    @Key(
            value = "256",
            doc =
                "Prompts of a round. They come from shuffled epochs over the training "
                    + "split, each at most once a round.",
            unit = "prompts",
            min = 1)
        int promptsPerRound,
    @Key(
            value = "1.0",
            doc =
                "Times rollout.prompts-per-round that a round samples, once and rounded up "
                    + "(dynamic sampling of DAPO). Above 1, training takes the first "
                    + "rollout.prompts-per-round groups that have variance, and leaves the others "
                    + "out of its batches.",
            min = 1)
        double oversample,
    @Key(
            value = "shuffled",
            doc =
                "Which prompts a round takes: the next ones of the shuffled epoch, or "
                    + "(difficulty) the next ones whose pass rate over history.window lies within "
                    + "rollout.min-pass-rate and rollout.max-pass-rate, or that have no scored "
                    + "history; the others fill up where those are too few.")
        PromptSelection prompts,
    @Key(
            value = "0.05",
            doc = "Least pass rate of a prompt that rollout.prompts: difficulty takes.",
            unit = "fraction of scored rollouts",
            min = 0,
            max = 1)
        double minPassRate,
    @Key(
            value = "0.95",
            doc = "Greatest pass rate of a prompt that rollout.prompts: difficulty takes.",
            unit = "fraction of scored rollouts",
            min = 0,
            max = 1)
        double maxPassRate,
    @Key(
            value = "8",
            doc = "Samples of a prompt: the group that an advantage is relative to.",
            unit = "samples",
            min = 2,
            because = "an advantage compares the samples of a group")
        int groupSize,
    @Key(
            value = "4",
            doc =
                "Samples of a group that continue a prefix of a historical policy, at most "
                    + "rollout.group-size; 0 is plain GRPO. A prompt without history gets "
                    + "on-policy samples instead.",
            unit = "samples",
            min = 0,
            projectChoice = true)
        int prefixedPerGroup,
    @Key(
            value = "1.0",
            doc = "Sampling temperature. Log-probabilities and ratios are taken at it.",
            greaterThan = 0,
            because = "importance ratios need a policy that samples")
        double temperature,
    @Key(
            value = "256",
            doc = "Longest response, prefix and continuation together.",
            unit = "tokens",
            min = 1)
        int maxTokens,
    @Key(
            value = "0.05",
            doc = "Share of failed rows above which a stage fails.",
            unit = "fraction of rows",
            min = 0,
            max = 1)
        double maxErrorFraction,
    @Key(
            value = "2",
            doc =
                "Spark partitions of the stage. Part of the plan: it does not follow the "
                    + "number of cores.",
            unit = "partitions",
            min = 1)
        int partitions,
    @Key(
            value = "512",
            doc = "Most sequences that a task decodes at the same time.",
            unit = "sequences",
            min = 1)
        int sequencesPerBatch,
    @Key(
            value = "" + GenerationSettings.DEFAULT_CACHE_TOKENS,
            doc =
                "Budget of the key-value cache of a task: prompts and longest responses of the "
                    + "sequences that decode together.",
            unit = "tokens",
            min = 1)
        int cacheTokens,
    @Key(
            value = "float32",
            doc = "Number type that the policy computes in while it samples, in evaluations too.")
        ComputeType dtype) {

  /** Prompts that a round samples: oversample x prompts-per-round, rounded up. */
  public int sampledPrompts() {
    return BigDecimal.valueOf(oversample) // as written: 1.1 x 10 is 11
        .multiply(BigDecimal.valueOf(promptsPerRound))
        .setScale(0, RoundingMode.CEILING)
        .min(BigDecimal.valueOf(Integer.MAX_VALUE))
        .intValueExact();
  }
}
