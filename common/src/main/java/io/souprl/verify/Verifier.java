package io.souprl.verify;

/**
 * Scores a completion against the gold answer of its prompt.
 *
 * <p>A verifier is a pure function: no state, no clock, no files, and the same arguments give the
 * same verdict on every machine. Its work is bounded by the length of the text, so it needs neither
 * threads nor timeouts, and it never throws on what a model or a dataset wrote: that becomes a
 * {@link VerdictStatus}.
 */
public interface Verifier {

  /** The name in the {@code verifier} columns and in the configuration. */
  String name();

  /**
   * The version of the rules, raised whenever a verdict may change, followed by a hash of the
   * options where there are any. Scores of different versions are kept side by side.
   */
  String version();

  /**
   * The verdict on one completion.
   *
   * @param gold the gold answer as the prompts table holds it, possibly null
   * @param completion what the model wrote
   */
  Verdict verify(String gold, Completion completion);
}
