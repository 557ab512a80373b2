package io.souprl.jobs.training;

import io.souprl.batch.BatchOrder;
import io.souprl.batch.LiveGroups;
import io.souprl.config.SoupConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.apache.spark.api.java.JavaRDD;

/** Where the groups of a round stand in its optimiser batches. */
final class BatchPlaces {
  private BatchPlaces() {}

  /** Each prompt's step and slot in every epoch; a group that is dropped keeps its slot. */
  static Map<String, List<BatchPlace>> of(
      SoupConfig config, int round, JavaRDD<GroupedRollout> groups) {
    List<String> prompts =
        groups.map(GroupedRollout::promptId).distinct().collect().stream().sorted().toList();
    int groupsPerStep = config.training().groupsPerStep();
    return of(config, epoch -> BatchOrder.of(prompts, config.seed(), round, epoch, groupsPerStep));
  }

  /** The same where the groups taken fill the batches, and the others have no step. */
  static Map<String, List<BatchPlace>> of(SoupConfig config, int round, LiveGroups groups) {
    int groupsPerStep = config.training().groupsPerStep();
    Map<String, List<BatchPlace>> places =
        of(
            config,
            epoch -> BatchOrder.dense(groups.taken(), config.seed(), round, epoch, groupsPerStep));
    for (int epoch = 0; epoch < config.training().epochs(); epoch++) {
      for (String prompt : groups.leftOut()) {
        add(places, prompt, BatchPlace.none(epoch));
      }
    }
    return places;
  }

  private static Map<String, List<BatchPlace>> of(
      SoupConfig config, IntFunction<List<List<String>>> batchesOfEpoch) {
    Map<String, List<BatchPlace>> places = new HashMap<>();
    int step = 0;
    for (int epoch = 0; epoch < config.training().epochs(); epoch++) {
      for (List<String> batch : batchesOfEpoch.apply(epoch)) {
        for (int slot = 0; slot < batch.size(); slot++) {
          add(places, batch.get(slot), new BatchPlace(epoch, step, slot));
        }
        step++;
      }
    }
    return places;
  }

  private static void add(Map<String, List<BatchPlace>> places, String prompt, BatchPlace place) {
    places.computeIfAbsent(prompt, id -> new ArrayList<>()).add(place);
  }
}
