package io.souprl.jobs.training;

import io.souprl.batch.HashOrder;
import io.souprl.batch.LiveGroups;
import io.souprl.config.SoupConfig;
import io.souprl.config.TrainingConfig;
import io.souprl.jobs.run.Run;
import io.souprl.random.CounterRandom;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;

/**
 * Which groups of an oversampled round make its optimiser batches (dynamic sampling of DAPO): the
 * first rollout.prompts-per-round ones with variance.
 *
 * @param sampled groups of the round
 * @param oversampled groups sampled beyond rollout.prompts-per-round
 */
record DynamicSampling(LiveGroups groups, int sampled, int oversampled) {

  /** Judges the groups of a round. */
  static DynamicSampling of(Run run, int round, JavaRDD<GroupedRollout> rows) {
    int wanted = run.config().rollout().promptsPerRound();
    List<String> sampled = prompts(rows);
    List<String> live = prompts(rows.filter(GroupedRollout::included));
    return new DynamicSampling(
        LiveGroups.of(order(run.config().seed(), round, sampled), live, wanted),
        sampled.size(),
        Math.max(0, sampled.size() - wanted));
  }

  /**
   * The order in which groups are taken. It depends on the sampled prompts alone: tables that other
   * work may change, such as the prompts, have no say in what a restarted stage trains on.
   */
  static List<String> order(long seed, int round, List<String> sampled) {
    return HashOrder.of(sampled, id -> CounterRandom.hash("dynamic-sampling", seed, round, id));
  }

  static boolean on(SoupConfig config) {
    return config.rollout().oversample() > 1;
  }

  private static List<String> prompts(JavaRDD<GroupedRollout> rows) {
    return rows.map(GroupedRollout::promptId).distinct().collect().stream().sorted().toList();
  }

  /** All rows, those of surplus groups excluded. */
  JavaRDD<GroupedRollout> excludeSurplus(JavaRDD<GroupedRollout> rows) {
    Set<String> surplus = Set.copyOf(groups.surplus());
    return rows.map(
        row ->
            row.included() && surplus.contains(row.promptId())
                ? row.withAdvantage(row.advantage(), GroupedRollout.SURPLUS)
                : row);
  }

  Map<String, Double> metrics() {
    return Map.of(
        "soup/oversampled_groups", (double) oversampled,
        "soup/surplus_groups", (double) groups.surplus().size(),
        "soup/live_groups", (double) groups.live());
  }

  /** For the manifest; a smaller step has fewer than groups-per-step groups. */
  Map<String, Double> counts(TrainingConfig training) {
    boolean lastIsSmaller = groups.taken().size() % training.groupsPerStep() != 0;
    return Map.of(
        "sampled_groups", (double) sampled,
        "live_groups", (double) groups.live(),
        "surplus_groups", (double) groups.surplus().size(),
        "smaller_steps", lastIsSmaller ? (double) training.epochs() : 0);
  }
}
