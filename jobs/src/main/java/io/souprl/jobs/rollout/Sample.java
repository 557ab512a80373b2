package io.souprl.jobs.rollout;

import io.souprl.jobs.policy.RequestSchema;
import io.souprl.jobs.policy.StagePolicy;
import io.souprl.jobs.table.RowBuilder;
import io.souprl.soup.PrefixChoice;
import io.souprl.soup.PrefixSampler;
import io.souprl.soup.Segments;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;

/**
 * One sample of a group: its prompt and its prefix, if any.
 *
 * @param source stored rollout that the prefix is cut from, null without a prefix
 * @param prefixLength tokens of the prefix, 0 without one
 */
record Sample(PromptTokens prompt, int index, HistoryRollout source, int prefixLength) {
  private static final String PURPOSE = "sampling";
  private static final RowBuilder ROWS = new RowBuilder(SampleSchema.TYPE);

  static Sample plain(PromptTokens prompt, int index) {
    return new Sample(prompt, index, null, 0);
  }

  /** A sample with a prefix from history, or a plain one when there is no candidate. */
  static Sample prefixed(
      PromptTokens prompt, int index, PrefixSampler sampler, List<HistoryRollout> history) {
    Optional<PrefixChoice> choice =
        sampler.choose(
            prompt.promptId(), index, history.stream().map(HistoryRollout::candidate).toList());
    if (choice.isEmpty()) {
      return plain(prompt, index);
    }
    Map<String, HistoryRollout> byId = new HashMap<>();
    history.forEach(rollout -> byId.put(rollout.rolloutId(), rollout));
    return new Sample(prompt, index, byId.get(choice.get().rolloutId()), choice.get().length());
  }

  /** The row of {@link SampleSchema} that goes to the policy. */
  Row row(RolloutSettings settings) {
    return ROWS.row(
        SampleSchema.PROMPT_ID,
        prompt.promptId(),
        SampleSchema.SAMPLE_INDEX,
        index,
        SampleSchema.PREFIX_ROLLOUT_ID,
        source == null ? null : source.rolloutId(),
        SampleSchema.PREFIX_BEHAVIOUR,
        source == null ? new float[0] : Arrays.copyOf(source.behaviourLogprobs(), prefixLength),
        SampleSchema.PREFIX_SEGMENTS,
        source == null
            ? List.of()
            : SegmentRows.of(Segments.cut(source.segments(), source.rolloutId(), prefixLength)),
        StagePolicy.REQUEST,
        RequestSchema.row(
            prompt.tokenIds(),
            source == null ? new int[0] : Arrays.copyOf(source.responseTokenIds(), prefixLength),
            settings.maxTokens(),
            PURPOSE,
            settings.round(),
            prompt.promptId(),
            index));
  }
}
