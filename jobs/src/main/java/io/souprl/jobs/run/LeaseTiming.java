package io.souprl.jobs.run;

/**
 * How a lease is kept.
 *
 * @param beatMillis from one sign of life to the next
 * @param patienceMillis without a sign after which the holder is taken for dead
 */
record LeaseTiming(long beatMillis, long patienceMillis) {
  static LeaseTiming usual() {
    return new LeaseTiming(10_000, 60_000);
  }
}
