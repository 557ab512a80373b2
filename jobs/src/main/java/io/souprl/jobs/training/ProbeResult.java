package io.souprl.jobs.training;

/**
 * What recomputing stored log-probabilities showed.
 *
 * @param rows recomputed
 * @param maxDifference largest absolute difference to what was recorded
 */
record ProbeResult(int rows, double maxDifference) {}
