package io.souprl.jobs.training;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What recomputing recorded log-probabilities showed.
 *
 * @param rows probed under the round's policy
 * @param difference largest one of theirs
 * @param pastRows probed under the past policies that sampled their prefixes
 * @param pastDifference largest one of theirs
 * @param unprobedRows left out because the files of a past policy are gone
 */
record ProbeResult(
    int rows,
    ProbeDifference difference,
    int pastRows,
    ProbeDifference pastDifference,
    int unprobedRows) {
  /** For the manifest. */
  Map<String, Double> counts() {
    Map<String, Double> counts = new LinkedHashMap<>();
    counts.put("probe/rows", (double) rows);
    counts.put("probe/max_difference", difference.absolute());
    counts.put("probe/past_rows", (double) pastRows);
    counts.put("probe/past_max_difference", pastDifference.absolute());
    counts.put("probe/unprobed_rows", (double) unprobedRows);
    return counts;
  }
}
