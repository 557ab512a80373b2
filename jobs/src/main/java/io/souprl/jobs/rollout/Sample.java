package io.souprl.jobs.rollout;

import io.souprl.jobs.policy.RequestSchema;
import io.souprl.jobs.policy.StagePolicy;
import io.souprl.jobs.table.RowBuilder;
import org.apache.spark.sql.Row;

/** One sample of a group: its prompt and its prefix, which may be empty. */
record Sample(PromptTokens prompt, Prefix prefix) {
  private static final String PURPOSE = "sampling";
  private static final RowBuilder ROWS = new RowBuilder(SampleSchema.TYPE);

  /** The row of {@link SampleSchema} that goes to the policy. */
  Row row(RolloutSettings settings) {
    return ROWS.row(
        SampleSchema.PROMPT_ID,
        prompt.promptId(),
        SampleSchema.SAMPLE_INDEX,
        prefix.sampleIndex(),
        SampleSchema.PREFIX_ROLLOUT_ID,
        prefix.rolloutId(),
        SampleSchema.PREFIX_BEHAVIOUR,
        prefix.behaviourLogprobs(),
        SampleSchema.PREFIX_SEGMENTS,
        SegmentRows.of(prefix.segments()),
        SampleSchema.PREFIX_ERROR,
        prefix.error(),
        StagePolicy.REQUEST,
        RequestSchema.row(
            prompt.tokenIds(),
            prefix.tokenIds(),
            settings.maxTokens(),
            PURPOSE,
            settings.round(),
            prompt.promptId(),
            prefix.sampleIndex()));
  }
}
