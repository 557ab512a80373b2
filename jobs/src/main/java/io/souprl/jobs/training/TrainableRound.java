package io.souprl.jobs.training;

import io.souprl.config.SoupConfig;
import io.souprl.jobs.run.Run;
import io.souprl.training.TrainingExample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;

/**
 * What a round gives to training, before its first step. Its rows are kept until it is closed.
 *
 * @param sampled all rows of the round with their advantages, replayed ones among them
 * @param groups the same, those of surplus groups excluded
 * @param places where each prompt's group stands in the optimiser batches
 * @param dynamic which groups dynamic sampling takes, where it is on
 * @param persisted what is freed at the end
 */
record TrainableRound(
    JavaRDD<GroupedRollout> sampled,
    JavaRDD<GroupedRollout> groups,
    Map<String, List<BatchPlace>> places,
    Optional<DynamicSampling> dynamic,
    List<JavaRDD<?>> persisted)
    implements AutoCloseable {

  static TrainableRound of(Run run, int round) {
    JavaRDD<GroupedRollout> sampled =
        ReplayedRows.scored(run, round, GroupRows.of(run, round))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      return of(run, round, sampled);
    } catch (RuntimeException e) {
      sampled.unpersist();
      throw e;
    }
  }

  private static TrainableRound of(Run run, int round, JavaRDD<GroupedRollout> sampled) {
    SoupConfig config = run.config();
    List<JavaRDD<?>> persisted = new ArrayList<>(List.of(sampled));
    if (!DynamicSampling.on(config)) {
      Map<String, List<BatchPlace>> places = BatchPlaces.of(config, round, sampled);
      return new TrainableRound(sampled, sampled, places, Optional.empty(), persisted);
    }
    DynamicSampling dynamic = DynamicSampling.of(run, round, sampled);
    return new TrainableRound(
        sampled,
        dynamic.excludeSurplus(sampled),
        BatchPlaces.of(config, round, dynamic.groups()),
        Optional.of(dynamic),
        persisted);
  }

  /** The rows in the loss. */
  JavaRDD<GroupedRollout> included() {
    return groups.filter(GroupedRollout::included);
  }

  /** Rows in the loss, with what a reference thinks of them, at their places in the batches. */
  JavaRDD<TrainingExample> examples(Run run, JavaRDD<ScoredRollout> rows) {
    Broadcast<Map<String, List<BatchPlace>>> shared =
        JavaSparkContext.fromSparkContext(run.spark().sparkContext()).broadcast(places);
    return rows.flatMap(
        row ->
            shared.value().get(row.rollout().promptId()).stream()
                .map(place -> row.rollout().example(place).withReference(row.logprobs()))
                .iterator());
  }

  /** Keeps more rows until the round is closed. */
  <T> JavaRDD<T> kept(JavaRDD<T> rows) {
    persisted.add(rows);
    return rows.persist(StorageLevel.MEMORY_AND_DISK());
  }

  @Override
  public void close() {
    persisted.forEach(JavaRDD::unpersist);
  }
}
