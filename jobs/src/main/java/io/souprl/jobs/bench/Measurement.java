package io.souprl.jobs.bench;

/**
 * One timed run.
 *
 * @param tokens response tokens that were made
 * @param seconds of wall time
 */
record Measurement(long tokens, double seconds) {
  double tokensPerSecond() {
    return tokens / seconds;
  }
}
