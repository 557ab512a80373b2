package io.souprl.jobs.rollout;

import io.souprl.soup.PrefixCandidate;
import io.souprl.soup.Segment;
import java.io.Serializable;
import java.util.List;

/** A stored rollout that a prefix can be cut from. */
record HistoryRollout(
    String rolloutId,
    int policyVersion,
    int sampleIndex,
    boolean correct,
    int[] responseTokenIds,
    float[] behaviourLogprobs,
    List<Segment> segments)
    implements Serializable {
  PrefixCandidate candidate() {
    return new PrefixCandidate(
        rolloutId, policyVersion, sampleIndex, correct, responseTokenIds.length);
  }
}
