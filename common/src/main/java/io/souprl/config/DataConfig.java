package io.souprl.config;

/** The prompts of a run. */
public record DataConfig(
    @Key(
            value = "",
            doc =
                "JSONL or Parquet file that is imported into the prompts table when the run "
                    + "has none.")
        String prompts,
    @Key(value = "train", doc = "Split of the prompts table that rollouts take their prompts from.")
        String trainSplit) {}
