package io.souprl.jobs.rollout;

import io.souprl.generation.FinishReason;
import io.souprl.jobs.table.PolicyVersion;
import io.souprl.soup.Segment;
import io.souprl.soup.Segments;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * The given beginning of one sample's response.
 *
 * @param sampleIndex the sample of its group
 * @param rolloutId stored rollout that it is cut from, null when there is none
 * @param tokenIds empty for a sample that is on-policy from the start
 * @param behaviourLogprobs of its tokens, under the policies that sampled them
 * @param segments who sampled it
 * @param error why there is none, null unless the past policy failed
 */
record Prefix(
    int sampleIndex,
    String rolloutId,
    int[] tokenIds,
    float[] behaviourLogprobs,
    List<Segment> segments,
    String error)
    implements Serializable {

  /** No prefix: the current policy samples all. */
  static Prefix none(int sampleIndex) {
    return new Prefix(sampleIndex, null, new int[0], new float[0], List.of(), null);
  }

  /** The first tokens of a stored rollout, as they were sampled. */
  static Prefix cut(int sampleIndex, HistoryRollout stored, int length) {
    return new Prefix(
        sampleIndex,
        stored.rolloutId(),
        Arrays.copyOf(stored.responseTokenIds(), length),
        Arrays.copyOf(stored.behaviourLogprobs(), length),
        Segments.cut(stored.segments(), stored.rolloutId(), length),
        null);
  }

  /** What a past policy has sampled now, without an end of sequence; it may be nothing else. */
  static Prefix generated(
      int sampleIndex,
      PolicyVersion past,
      int[] tokenIds,
      float[] logprobs,
      FinishReason finishReason) {
    int length = finishReason == FinishReason.STOP ? tokenIds.length - 1 : tokenIds.length;
    if (length == 0) {
      return none(sampleIndex);
    }
    return new Prefix(
        sampleIndex,
        null,
        Arrays.copyOf(tokenIds, length),
        Arrays.copyOf(logprobs, length),
        List.of(new Segment(past.version(), past.contentHash(), null, length)),
        null);
  }

  /** A past policy could not sample it. */
  static Prefix failed(int sampleIndex, PolicyVersion past, String error) {
    return new Prefix(
        sampleIndex,
        null,
        new int[0],
        new float[0],
        List.of(),
        "the prefix by policy version %d: %s".formatted(past.version(), error));
  }
}
