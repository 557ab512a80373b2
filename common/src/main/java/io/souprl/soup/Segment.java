package io.souprl.soup;

import java.io.Serializable;

/**
 * A stretch of a response that one policy sampled.
 *
 * @param policyVersion the version of the checkpoint that sampled it
 * @param checkpointHash that checkpoint's content hash
 * @param sourceRolloutId the stored rollout it was taken from, or null when it was sampled for the
 *     rollout that holds this segment
 * @param length tokens, at least 1
 */
public record Segment(int policyVersion, String checkpointHash, String sourceRolloutId, int length)
    implements Serializable {
  public Segment {
    if (length < 1) {
      throw new IllegalArgumentException("Cannot make a segment of " + length + " tokens");
    }
  }

  Segment withLength(int newLength) {
    return new Segment(policyVersion, checkpointHash, sourceRolloutId, newLength);
  }

  Segment withSource(String rolloutId) {
    return new Segment(policyVersion, checkpointHash, rolloutId, length);
  }
}
