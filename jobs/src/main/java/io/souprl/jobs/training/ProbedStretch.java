package io.souprl.jobs.training;

import java.io.Serializable;

/**
 * Response tokens of a rollout, {@code from} to {@code to} (exclusive), that a policy must give
 * their recorded log-probabilities again.
 *
 * @param recorded of every response token; those outside of the stretch do not count
 */
record ProbedStretch(GroupedRollout row, float[] recorded, int from, int to)
    implements Serializable {
  /** The token that the policy's log-probabilities differ at most from. */
  ProbeDifference largestDifference(float[] recomputed) {
    ProbeDifference largest = ProbeDifference.NONE;
    for (int t = from; t < to; t++) {
      largest = largest.larger(new ProbeDifference(row.rolloutId(), t, recorded[t], recomputed[t]));
    }
    return largest;
  }
}
