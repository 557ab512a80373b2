package io.souprl.jobs.experiment;

import java.util.Map;
import java.util.SortedMap;

/**
 * What a complete run came to.
 *
 * @param run which one
 * @param values by {@link Measure}; one that the run does not have is missing
 * @param passAtK final pass@k by k
 * @param curves values by round of each {@link Curve}
 */
record RunResult(
    ExperimentRun run,
    Map<Measure, Double> values,
    SortedMap<Integer, Double> passAtK,
    Map<Curve, SortedMap<Integer, Double>> curves) {}
