package io.souprl.jobs.training;

import io.souprl.batch.BatchOrder;
import io.souprl.config.SoupConfig;
import io.souprl.config.TrainingConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;

/** Where the groups of a round stand in its optimiser batches. */
final class BatchPlaces {
  private BatchPlaces() {}

  /** Each prompt's step and slot in every epoch. */
  static Map<String, List<BatchPlace>> of(
      SoupConfig config, int round, JavaRDD<GroupedRollout> groups) {
    List<String> prompts =
        groups.map(GroupedRollout::promptId).distinct().collect().stream().sorted().toList();
    TrainingConfig training = config.training();
    Map<String, List<BatchPlace>> places = new HashMap<>();
    int step = 0;
    for (int epoch = 0; epoch < training.epochs(); epoch++) {
      for (List<String> batch :
          BatchOrder.of(prompts, config.seed(), round, epoch, training.groupsPerStep())) {
        for (int slot = 0; slot < batch.size(); slot++) {
          places
              .computeIfAbsent(batch.get(slot), id -> new ArrayList<>())
              .add(new BatchPlace(epoch, step, slot));
        }
        step++;
      }
    }
    return places;
  }
}
