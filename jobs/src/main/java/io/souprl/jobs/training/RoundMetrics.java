package io.souprl.jobs.training;

import static io.souprl.jobs.training.RoundQuantity.ADVANTAGE;
import static io.souprl.jobs.training.RoundQuantity.CLIPPED;
import static io.souprl.jobs.training.RoundQuantity.FEW_PLAIN;
import static io.souprl.jobs.training.RoundQuantity.GENERATED_TOKENS;
import static io.souprl.jobs.training.RoundQuantity.HISTORY_LAG;
import static io.souprl.jobs.training.RoundQuantity.LIVE;
import static io.souprl.jobs.training.RoundQuantity.PLAIN_REWARD;
import static io.souprl.jobs.training.RoundQuantity.PREFIXED;
import static io.souprl.jobs.training.RoundQuantity.PREFIXED_REWARD;
import static io.souprl.jobs.training.RoundQuantity.PREFIX_GENERATED_TOKENS;
import static io.souprl.jobs.training.RoundQuantity.PREFIX_LENGTH;
import static io.souprl.jobs.training.RoundQuantity.PROMPT_LENGTH;
import static io.souprl.jobs.training.RoundQuantity.REPLAYED;
import static io.souprl.jobs.training.RoundQuantity.REPLAYED_REWARD;
import static io.souprl.jobs.training.RoundQuantity.RESPONSE_LENGTH;
import static io.souprl.jobs.training.RoundQuantity.REUSED_TOKENS;
import static io.souprl.jobs.training.RoundQuantity.REWARD;
import static io.souprl.jobs.training.RoundQuantity.SCORE;
import static io.souprl.jobs.training.RoundQuantity.SOLVED;
import static io.souprl.jobs.training.RoundQuantity.UNIQUE_CORRECT_RESPONSES;
import static io.souprl.jobs.training.RoundQuantity.UNIQUE_RESPONSES;
import static io.souprl.jobs.training.RoundQuantity.UNSCORED;
import static io.souprl.jobs.training.RoundQuantity.ZERO_VARIANCE;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.apache.spark.api.java.JavaRDD;

/** The metrics of a round that come from its rollouts, rewards and advantages alone. */
final class RoundMetrics {
  /** Prompt and response tokens of all responses; a prompt counts once a response. */
  static final String TOTAL_TOKENS = "perf/total_num_tokens";

  private record Metric(String name, RoundQuantity quantity, ToDoubleFunction<Spread> aggregate) {}

  private static final List<Metric> METRICS =
      List.of(
          new Metric("critic/score/mean", SCORE, Spread::mean),
          new Metric("critic/rewards/mean", REWARD, Spread::mean),
          new Metric("critic/score/max", SCORE, Spread::max),
          new Metric("critic/score/min", SCORE, Spread::min),
          new Metric("critic/advantages/mean", ADVANTAGE, Spread::mean),
          new Metric("critic/advantages/max", ADVANTAGE, Spread::max),
          new Metric("critic/advantages/min", ADVANTAGE, Spread::min),
          new Metric("prompt_length/mean", PROMPT_LENGTH, Spread::mean),
          new Metric("prompt_length/max", PROMPT_LENGTH, Spread::max),
          new Metric("prompt_length/min", PROMPT_LENGTH, Spread::min),
          new Metric("response_length/mean", RESPONSE_LENGTH, Spread::mean),
          new Metric("response_length/max", RESPONSE_LENGTH, Spread::max),
          new Metric("response_length/min", RESPONSE_LENGTH, Spread::min),
          new Metric("response_length/clip_ratio", CLIPPED, Spread::mean),
          new Metric("soup/prefixed_fraction", PREFIXED, Spread::mean),
          new Metric("soup/replayed_fraction", REPLAYED, Spread::mean),
          new Metric("soup/prefix_length_mean", PREFIX_LENGTH, Spread::mean),
          new Metric("soup/history_lag_mean", HISTORY_LAG, Spread::mean),
          new Metric("soup/unique_responses", UNIQUE_RESPONSES, Spread::mean),
          new Metric("soup/unique_correct_responses", UNIQUE_CORRECT_RESPONSES, Spread::mean),
          new Metric("soup/solved_fraction", SOLVED, Spread::mean),
          new Metric("soup/live_fraction", LIVE, Spread::mean),
          new Metric("soup/generated_tokens", GENERATED_TOKENS, Spread::sum),
          new Metric("soup/reused_tokens", REUSED_TOKENS, Spread::sum),
          new Metric("soup/prefix_generated_tokens", PREFIX_GENERATED_TOKENS, Spread::sum),
          new Metric("soup/zero_variance_fraction", ZERO_VARIANCE, Spread::mean),
          new Metric("soup/baseline_fallback_fraction", FEW_PLAIN, Spread::mean),
          new Metric("soup/unscored_fraction", UNSCORED, Spread::mean),
          new Metric("soup/reward/prefixed", PREFIXED_REWARD, Spread::mean),
          new Metric("soup/reward/plain", PLAIN_REWARD, Spread::mean),
          new Metric("soup/reward/replayed", REPLAYED_REWARD, Spread::mean));

  private RoundMetrics() {}

  /**
   * Metrics by name. One that would be the mean of nothing is left out. Partitions are summed each
   * by itself and then in the order of their index, so the bits do not depend on timing.
   *
   * @param rows groups in one piece, as {@link GroupRows} gives them
   */
  static Map<String, Double> of(JavaRDD<GroupedRollout> rows) {
    return of(sums(rows));
  }

  /** What the metrics are made of. */
  static RoundSums sums(JavaRDD<GroupedRollout> rows) {
    RoundSums sums = new RoundSums();
    rows.mapPartitions(RoundMetrics::sums).collect().forEach(sums::add);
    return sums;
  }

  static Map<String, Double> of(RoundSums sums) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (Metric metric : METRICS) {
      Spread spread = sums.of(metric.quantity());
      if (spread.count() > 0) {
        values.put(metric.name(), metric.aggregate().applyAsDouble(spread));
      }
    }
    values.put(TOTAL_TOKENS, sums.of(PROMPT_LENGTH).sum() + sums.of(RESPONSE_LENGTH).sum());
    return values;
  }

  private static Iterator<RoundSums> sums(Iterator<GroupedRollout> rows) {
    RoundSums sums = new RoundSums();
    new Groups(rows).forEachRemaining(sums::add);
    return List.of(sums).iterator();
  }
}
