package io.souprl.soup;

import io.souprl.random.CounterRandom;

/**
 * How long the prefix of a sample is:
 *
 * <pre>p = min(max(1, ceil(u T)), longest),   u ~ U[min-fraction, max-fraction]</pre>
 *
 * where u is a draw of (seed, round, prompt_id, sample_index) and T is the length of the response
 * that the prefix is a part of, or an expectation of it.
 */
record PrefixLengthLaw(PrefixSettings settings, long seed, int round) {
  int length(String promptId, int sampleIndex, double responseLength, int longest) {
    double uniform =
        CounterRandom.of("prefix-length", seed, round, promptId, sampleIndex).uniform(0);
    double fraction =
        settings.minFraction() + uniform * (settings.maxFraction() - settings.minFraction());
    int wanted = (int) Math.ceil(fraction * responseLength);
    return Math.min(Math.max(1, wanted), longest);
  }
}
