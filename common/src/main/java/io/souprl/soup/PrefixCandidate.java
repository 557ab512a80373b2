package io.souprl.soup;

import java.io.Serializable;
import java.util.Comparator;

/**
 * A stored rollout of the prompt that may lend a prefix: scored, finished, all its segments within
 * the history window.
 *
 * @param rolloutId its id
 * @param policyVersion the checkpoint that sampled it
 * @param sampleIndex its place in its group
 * @param correct whether it was scored correct
 * @param responseLength its tokens, EOS among them
 */
public record PrefixCandidate(
    String rolloutId, int policyVersion, int sampleIndex, boolean correct, int responseLength)
    implements Serializable {
  static final Comparator<PrefixCandidate> NEWEST_FIRST =
      Comparator.comparingInt(PrefixCandidate::policyVersion)
          .reversed()
          .thenComparingInt(PrefixCandidate::sampleIndex)
          .thenComparing(PrefixCandidate::rolloutId);
}
