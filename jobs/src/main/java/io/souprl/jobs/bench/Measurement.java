package io.souprl.jobs.bench;

/**
 * One timed run.
 *
 * @param tokens that were made or trained on
 * @param seconds of wall time
 */
record Measurement(long tokens, double seconds) {
  double tokensPerSecond() {
    return tokens / seconds;
  }
}
