package io.souprl.jobs.training;

import io.souprl.jobs.table.Ledger;
import io.souprl.table.StageName;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long the stages of a round took, in seconds of wall time; NaN where that is not known. A
 * stage that was killed and run again counts the run that finished it.
 *
 * @param rollout of the rollout stage
 * @param scoring of the scoring stage
 * @param training of the training stage up to its metrics
 */
record RoundTimes(double rollout, double scoring, double training) {
  /** With the times of the earlier stages as the manifest has them. */
  static RoundTimes of(Ledger ledger, int round, double training) {
    return new RoundTimes(
        seconds(ledger, StageName.ROLLOUT, round),
        seconds(ledger, StageName.SCORING, round),
        training);
  }

  private static double seconds(Ledger ledger, StageName stage, int round) {
    return ledger.counts(stage, round).getOrDefault("seconds", Double.NaN);
  }

  /**
   * By the stage that was measured.
   *
   * @param tokens of the round, which the throughput counts
   */
  Map<StageName, Map<String, Double>> metrics(double tokens) {
    double step = rollout + scoring + training;
    Map<String, Double> whole = new LinkedHashMap<>();
    whole.put("timing_s/update_actor", training);
    whole.put("timing_s/step", step);
    whole.put("perf/throughput", tokens / step);
    return Map.of(
        StageName.ROLLOUT, Map.of("timing_s/gen", rollout),
        StageName.SCORING, Map.of("timing_s/reward", scoring),
        StageName.TRAINING, whole);
  }
}
